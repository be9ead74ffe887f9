"""How a check finds a mistake: the learner's code and the course's do the same small task.

Where they differ, the check looks first at types and shapes; then among the mistakes that are known
for this function, each a change of the course's own code; then for the part of the learner's source
that is not the course's; then among all slips of the pen in the course's code; and at last it shows
a wrong number.
"""

import contextlib
import inspect
import os
import time
import warnings

import numpy as np

from helpers.teaching.answers import WORK_IT_OUT, NotRight, is_vague
from helpers.teaching.differences import (
    Verdict,
    changed_lines,
    find_difference,
    is_written_as,
    stops_inside,
)
from helpers.teaching.endless import Endless, stopped_when_endless
from helpers.teaching.given import (
    arrays_from_outside,
    freeze,
    is_stub,
    say_arguments,
    say_signature,
)
from helpers.teaching.outcomes import alike, compare, count_numbers, first_wrong, is_floats, up_to
from helpers.teaching.slips import changed, run, say_slip, slips, source_of
from helpers.training.cores import in_this_thread

NOT_DONE = "not done yet: put your code in the place of the ..., run that cell, then this one."
RIGHT = set()  # names of what this session's checks found right
PATIENCE = 3  # seconds to look for a slip
FEW = 4  # numbers, which may be alike by chance in one task


def outcome_of(task, given):
    """What a learner's function or class makes of a task, if it takes no more than LONG."""
    try:
        with stopped_when_endless():
            return task(given)
    except Endless as endless:
        return endless


@in_this_thread()  # so that a mistake has the same outcome each time: layers may be shared
def judge(given, right, tasks, mistakes=(), hint=WORK_IT_OUT, try_slips=True):
    """Compare a learner's function or class with the course's, and say that it is right.

    Parameters
    ----------
    given, right : the learner's function or class, and the course's own.
    tasks : what both are asked to do: see `call` and `use`.
    mistakes : pairs of a change and a sentence. A change is (old, new), or (old, new, old, new),
        in the source of `right`; the sentence is for whoever gets the results of the changed code.
    hint : what to say when nothing is recognised; or a dict of how the name of a result begins
        and what to say of that.
    try_slips : whether the course's code may be run with any slip in it: not where it writes a
        file.

    Raises
    ------
    NotRight
        with a sentence that leads to the mistake. Where nothing is written yet, it is said, and
        nothing is raised.
    """
    name = right.__name__
    RIGHT.discard(name)
    if not callable(given):
        raise NotRight(f"Hand over {name} itself, and not a result of it.")
    if getattr(given, "is_borrowed", False) or is_stub(given, right):
        print(f"{name} is {NOT_DONE}")
        return
    right = inspect.unwrap(right)
    freeze([task.function for task in tasks if hasattr(task, "function")])
    for task in tasks:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing
            outcome, wanted = outcome_of(task, given), task(right)
            complaint = compare(outcome, wanted, task)
            if complaint:
                fact, guess = complaint
                no_error = not any(isinstance(each, Exception) for each in (outcome, wanted))
                name_it = is_vague(guess) and no_error
                last = first_wrong(outcome, wanted, task)[0] if name_it else None
                why, code = find(right, outcome, task, mistakes, last)
                place, lines = find_place(given, right, task, tasks, outcome, code)
                if place and isinstance(outcome, (IndexError, TypeError, ValueError)):
                    why = ""  # these have many causes, with the same words
                effect = ""
                if why and lines and not lines & (changed_lines(source_of(right), code) or lines):
                    effect, why = f"It has the effect of this mistake: {why}", ""
                if place and isinstance(outcome, Exception) and not stops_inside(outcome, given):
                    guess = ""  # it is about the function that was called
                if not why and not place:
                    why = say_signature(given, right)
                if not why and not place and (names := arrays_from_outside(given)):
                    why = f"It uses {names} from outside: use what is handed in."
                slip = ""
                if not why and not place and try_slips and no_error:
                    others = [other for other in tasks if other is not task]
                    slip = find_slip(right, given, [task, *others])
                if effect and is_vague(guess):
                    place = f"{place} {effect}"
                if guess in ("", WORK_IT_OUT) and no_error:
                    advice = hint_for(hint, last)
                    guess = advice if not slip and (not place or advice != WORK_IT_OUT) else ""
                elif place and is_vague(guess):
                    guess = ""
                if guess == WORK_IT_OUT:
                    guess = f"{say_arguments(task.arguments)} {guess}".strip()
                why = f"{why or guess} {place or slip}".strip()
                raise NotRight(f"{name}: {fact} {why}".strip())
    if sentence := say_signature(given, right):
        raise NotRight(f"{name}: {sentence}")
    RIGHT.add(name)
    print(f"{name} is right.")


def hint_for(hint, name):
    """The hint for the result of this name."""
    if isinstance(hint, str):
        return hint
    return next((words for start, words in hint.items() if name.startswith(start)), WORK_IT_OUT)


def find_place(given, right, task, tasks, outcome, code):
    """The sentence on where a learner's code is not the course's, and lines: `find_difference`.

    Nothing, if it is the code of a known mistake, which has a sentence of its own.
    """
    if code and is_written_as(given, code):
        return "", set()

    def try_out(other):
        if isinstance(outcome, Endless):  # not once more: the first difference will do
            return Verdict.SAME
        done = outcome_of(task, other)
        if alike(done, outcome):
            return Verdict.SAME
        if isinstance(done, (NameError, AttributeError)):
            return Verdict.NAMES
        wrong = (compare(outcome_of(each, other), each(right), each) for each in tasks)
        return Verdict.OTHER if any(wrong) else Verdict.RIGHT

    return find_difference(given, right, try_out)


def find(right, outcome, task, mistakes, last=None):
    """The sentence of the known mistake that has the same outcome, and its source, or nothing.

    last: if none has, the name of the last result to look at: those after it may be wrong for other
    reasons.
    """
    partly = "", ""
    for change, sentence in mistakes:
        code = changed(right, *change)
        other = task(run(code, right))
        if alike(outcome, other):
            return sentence, code
        if last and not partly[0] and alike(up_to(outcome, last), up_to(other, last)):
            partly = sentence, code
    return partly


def find_slip(right, given, tasks):
    """The sentence of a slip that does in all tasks what the learner's code does, or nothing.

    If none does, that of the first which does so in the first task, where that has some numbers.
    It looks for some seconds only.
    """
    outcome, *others = [outcome_of(task, given) for task in tasks]
    found = ""
    if any(np.isnan(each).any() for each in outcome.values() if is_floats(each)):
        return found  # what is nan everywhere looks like many a slip
    end = time.monotonic() + PATIENCE
    with open(os.devnull, "w") as nowhere, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            for tree, old, new in slips(source_of(right)):
                if time.monotonic() > end:
                    break
                with contextlib.suppress(Exception):  # what cannot be run is not what they wrote
                    slip = run(tree, right)
                    if alike(outcome, tasks[0](slip)):
                        if count_numbers(outcome) >= FEW:
                            found = found or say_slip(old, new)
                        rest = zip(others, tasks[1:], strict=True)
                        if all(alike(other, task(slip)) for other, task in rest):
                            return say_slip(old, new)
    return found
