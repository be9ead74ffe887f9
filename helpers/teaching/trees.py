"""Two trees of code side by side: the smallest parts in which they differ."""

import ast
import contextlib
import difflib
from dataclasses import dataclass

# What has no place of its own in the source, and what says little without what is around it.
NOWHERE = (
    ast.operator, ast.cmpop, ast.unaryop, ast.boolop, ast.comprehension, ast.withitem,
)  # fmt: skip
LITTLE = (*NOWHERE, ast.Name, ast.Constant, ast.Attribute, ast.Tuple, ast.Slice)


@dataclass
class Difference:
    """What stands in a field of a node of the course's tree, and what a learner has there.

    first: the place in the field, if that is a list. old, new: nodes, or lists of lines.
    """

    parent: ast.AST
    field: str
    first: int | None
    old: ast.AST | list
    new: ast.AST | list

    @contextlib.contextmanager
    def put_in(self):
        """Have what the learner wrote in the course's tree, inside a `with`."""
        before = getattr(self.parent, self.field)
        value = self.new
        if self.first is not None:
            old, new = (x if isinstance(x, list) else [x] for x in (self.old, self.new))
            value = before[: self.first] + new + before[self.first + len(old) :] or [ast.Pass()]
        setattr(self.parent, self.field, value)
        yield
        setattr(self.parent, self.field, before)


def inside(old, new):
    """The differences inside two nodes; None if one of them stands for the other as a whole."""
    if type(old) is not type(new):
        return None
    found = []
    for field, value in ast.iter_fields(old):
        other = getattr(new, field)
        if not isinstance(value, list):
            pairs = [(None, value, other)]
        elif all(isinstance(line, ast.stmt) for line in value + other):
            found += between(old, field, value, other)
            continue
        elif len(value) == len(other):
            pairs = zip(range(len(value)), value, other, strict=True)
        else:
            return None
        for place, one, two in pairs:
            if not isinstance(one, ast.AST) or not isinstance(two, ast.AST):
                if repr(one) != repr(two):  # 1, 1.0 and True are three things
                    return None
            elif ast.dump(one) != ast.dump(two):
                parts = inside(one, two)
                whole = [Difference(old, field, place, one, two)]
                found += whole if parts is None else parts
    if len(found) > 1 and isinstance(old, (ast.expr, ast.arguments)):
        return None
    parts = [part for each in found for part in (each.old, each.new)]
    if len(found) == 1 and any(isinstance(part, LITTLE) for part in parts):
        return None
    return None if any(isinstance(part, NOWHERE) for part in parts) else found


def between(parent, field, old, new):
    """The differences between the lines of two blocks."""
    found = []
    for first, end, start, stop in blocks(old, new, ast.dump):
        for i, j, k, m in blocks(old[first:end], new[start:stop], head, also_equal=True):
            one, two = old[first + i : first + j], new[start + k : start + m]
            if len(one) == len(two):
                for place, pair in enumerate(zip(one, two, strict=True), start=first + i):
                    parts = inside(*pair)
                    found += [Difference(parent, field, place, *pair)] if parts is None else parts
            else:
                found.append(Difference(parent, field, first + i, one, two))
    return found


def blocks(old, new, key, also_equal=False):
    """Where two lists of lines differ: from and to in the one, from and to in the other."""
    matcher = difflib.SequenceMatcher(None, [*map(key, old)], [*map(key, new)], autojunk=False)
    return [span for kind, *span in matcher.get_opcodes() if also_equal or kind != "equal"]


def head(line):
    """What a line begins with: two that begin alike are two versions of one."""
    if isinstance(line, (ast.Assign, ast.AugAssign)):
        return ast.unparse(line).split("=")[0]
    return type(line).__name__


def bare(tree):
    """The tree without decorators and docstrings, and without the words of errors."""
    tree.decorator_list = []
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.ClassDef() if ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
            case ast.Raise(exc=ast.Call(args=[_]) as error):
                error.args = [ast.Constant("...")]
    return tree


def with_names_of(course, mine):
    """The learner's tree with the course's names for variables, where the learner took others."""
    theirs, others = names(course), names(mine)
    old = [name for name in others if name not in theirs]
    new = [name for name in theirs if name not in others]
    if len(old) == len(new):
        becomes = dict(zip(old, new, strict=True))
        for node in ast.walk(mine):
            for field in ("id", "arg", "attr"):
                if getattr(node, field, None) in becomes:
                    setattr(node, field, becomes[getattr(node, field)])
    return mine


def names(tree):
    """The names that code gives: its arguments, its variables and the attributes of self."""
    found = {}
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                found[name] = None
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                found[name] = None
    return found
