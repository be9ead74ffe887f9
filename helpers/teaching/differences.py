"""Where a learner's code is not the course's: the part of it that makes the course's wrong, too."""

import ast
import contextlib
import difflib
import enum
import inspect
import linecache
import operator
import traceback
from pathlib import Path

from helpers.teaching.errors import is_elsewhere
from helpers.teaching.given import global_names
from helpers.teaching.slips import run, source_of
from helpers.teaching.trees import bare, inside, with_names_of

MOST = 4  # differences: whoever has more wrote it in another way
LONG = 72  # characters of code in a sentence


class Verdict(enum.Enum):
    """What the course's code does with a part of the learner's in it."""

    RIGHT = enum.auto()
    SAME = enum.auto()  # as the learner's
    OTHER = enum.auto()  # wrong in another way
    NAMES = enum.auto()  # it stops at a name that is not there


def find_difference(given, right, try_out):
    """A sentence on the part of a learner's code that makes the course's wrong, or nothing.

    Besides, the lines of the course's source in which that part is, if it is in some of them.

    given, right: the learner's function or class, and the course's. try_out: a function that has a
    Verdict of one. Nothing is said where the source is not known, as in Python's own prompt, and
    where the two were written in different ways.
    """
    nothing = "", set()
    source, mine = written(given)
    if mine is None:
        return nothing
    sources = source_of(right), source
    course = tree_of(sources[0])
    line = returned_in_loop(mine)
    if line and not returned_in_loop(course):
        return f"`{show(line, source)}` stands in the loop: it ends after the first round.", set()
    found = inside(course, with_names_of(course, mine))
    if found is None or len(found) > MOST or any(map(is_rewritten, found)):
        return nothing
    if len(found) == 2 and (sentence := say_moved(*found, source)):
        return sentence, set()
    scope = functions_of(given)[0].__globals__

    def verdict(tree):
        try:
            changed = run(ast.fix_missing_locations(ast.Module([tree], [])), right, scope)
        except Exception:  # it cannot even be defined
            return Verdict.OTHER
        return try_out(changed)

    verdicts = []
    for each in found:
        with each.put_in():
            verdicts.append(verdict(course))
    wrong = [each for each, is_now in zip(found, verdicts, strict=True) if is_now != Verdict.RIGHT]
    if Verdict.SAME in verdicts:
        place = found[verdicts.index(Verdict.SAME)]
    elif wrong and (Verdict.NAMES not in verdicts or len(found) == 1 or is_gone(*wrong)):
        place = wrong[0]
    elif wrong:
        return nothing
    else:
        return (say_others(given) if verdict(mine) == Verdict.RIGHT else ""), set()
    return say(place, *sources), lines_of(place)


def lines_of(difference):
    """The numbers of the lines of the course's source, from 1, that a difference is in."""
    old = difference.old if isinstance(difference.old, list) else [difference.old]
    old = [part for part in old if hasattr(part, "lineno")]  # all but the arguments of `def`
    return {n for part in old for n in range(part.lineno, part.end_lineno + 1)}


def changed_lines(source, other):
    """The numbers of the lines of a source, from 1, that are not so in the other one."""
    matcher = difflib.SequenceMatcher(None, source.splitlines(), other.splitlines(), False)
    spans = [span for kind, *span in matcher.get_opcodes() if kind != "equal"]
    return {n + 1 for first, end, *_ in spans for n in range(first, end)}


def is_written_as(given, source):
    """True if a learner's function or class is, but for names, what stands in a source."""
    _, mine = written(given)
    tree = tree_of(source)
    return mine is not None and inside(tree, with_names_of(tree, mine)) == []


def tree_of(source):
    """The tree of the function or class in a source."""
    return bare(ast.parse(source).body[0])


def functions_of(given):
    """The functions that a learner wrote: one, or the methods of a class."""
    inner = vars(given).values() if inspect.isclass(given) else [inspect.unwrap(given)]
    return [each for each in inner if inspect.isfunction(each)]


def stops_inside(error, given):
    """True if an exception's last line in a learner's code is in this function or class."""
    inner = [function.__code__ for function in functions_of(given)]
    for code in inner:  # which grows: there are functions in functions
        inner += filter(inspect.iscode, code.co_consts)
    frames = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    own = [code for code in frames if not is_elsewhere(Path(code.co_filename))]
    return not own or own[-1] in inner


def written(given):
    """The source of the cell where a function or class stands, and its tree in it, or None."""
    for function in functions_of(given):
        source = "".join(linecache.getlines(function.__code__.co_filename))
        with contextlib.suppress(SyntaxError):
            for node in reversed(ast.parse(source).body):
                if getattr(node, "name", "") == given.__name__:
                    return source, bare(node)
    return "", None


def is_gone(difference, *others):
    """True if there is no difference but a line that is missing: that is not for its names."""
    return difference.new == [] and not others


def is_rewritten(difference):
    """True if some lines stand for another number of lines, or one `with` for another."""
    if isinstance(difference.old, ast.With) and isinstance(difference.new, ast.With):
        return True
    return isinstance(difference.old, list) and bool(difference.old and difference.new)


def returned_in_loop(tree):
    """The `return` that ends a loop in its first round, or None."""
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For)]
    return next((loop.body[-1] for loop in loops if isinstance(loop.body[-1], ast.Return)), None)


def say_moved(one, other, source):
    """A sentence on a line that stands at another depth, or in another place; or nothing."""
    for gone, come in ((one, other), (other, one)):
        match gone.old, gone.new, come.old, come.new:
            case [line], [], [], [same] if ast.dump(line) == ast.dump(same):
                where = "stands in another place in the course's code"
                if same.col_offset != line.col_offset:
                    is_deeper = same.col_offset > line.col_offset
                    where = "is indented too far" if is_deeper else "is not indented far enough"
                return f"`{show(same, source)}` {where}."
    return ""


def say(difference, course, source):
    """A sentence on a difference. course, source: the sources of the course and the learner."""
    if isinstance(difference.old, ast.arguments):
        mine, theirs = ast.unparse(difference.new), ast.unparse(difference.old)
        return f"Yours takes ({mine}), and the course's ({theirs})."
    mine, theirs = cut(show(difference.new, source), show(difference.old, course))
    if not theirs:
        return f"The course's has no `{mine}` there."
    if not mine:
        return f"The course's has `{theirs}` besides."
    return f"Yours has `{mine}` where the course's has `{theirs}`."


def say_others(given):
    """A sentence on what right code calls, if the learner wrote that, too."""
    scope = functions_of(given)[0].__globals__
    called = [name for each in functions_of(given) for name in global_names(each.__code__)]
    theirs = [name for name in dict.fromkeys(called) if is_learners(scope.get(name))]
    if not theirs:
        return ""
    return f"This code is right, but not all that it calls: check {' and '.join(theirs)} again."


def is_learners(thing):
    """True for a function or class that a learner wrote, and not the course or a package."""
    is_code = inspect.isfunction(thing) or inspect.isclass(thing)
    return is_code and thing.__module__ == "__main__"


def show(part, source):
    """A part of the code in one line, as it was written in its source; of a block, its head."""
    if isinstance(part, list):
        return show(part[0], source) if part else ""
    text = ast.get_source_segment(source, part)
    one_line = " ".join(text.split()).replace("( ", "(")
    return text.splitlines()[0] if hasattr(part, "body") else one_line


def cut(mine, theirs):
    """Two long lines, cut to where they begin to differ."""
    same = [*map(operator.eq, mine, theirs), False].index(False)
    start = max(0, same - LONG // 3) if max(len(mine), len(theirs)) > LONG else 0
    lines = [f"...{line[start:]}" if start else line for line in (mine, theirs)]
    return [line if len(line) <= LONG else f"{line[: LONG - 3]}..." for line in lines]
