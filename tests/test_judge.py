"""How a check finds a mistake: in which order it looks, and what it says then."""

import time
import warnings

import numpy as np
import pytest
from test_differences import write

from helpers.teaching import judge as judging
from helpers.teaching.answers import NotRight
from helpers.teaching.judge import RIGHT, find, find_slip, hint_for, judge
from helpers.teaching.tasks import call

DATA = np.arange(6.0)


def spread(x, floor=1):
    low = x.min() - floor
    high = x.max() + floor
    return high - low


def double(x):
    return 2 * x


def both(x):
    low, high = x.min(), x.max()
    return low, high


def loud(x):
    print("loud", 2)
    warnings.warn("loud", stacklevel=2)
    return 2 * x


TASKS = [call(DATA), call(DATA**2)]


def complaint(given, right=spread, tasks=TASKS, **options):
    with pytest.raises(NotRight) as answer:
        judge(given, right, tasks, **options)
    return str(answer.value)


def unsourced(code, name="spread", **scope):
    """What this code defines, as in Python's prompt: no check can see its source."""
    scope |= {"np": np, "warnings": warnings}
    exec(code, scope)
    return scope[name]


def test_what_is_right_is_said_and_kept(capsys):
    RIGHT.discard("spread")
    judge(spread, spread, TASKS)
    assert capsys.readouterr().out == "spread is right.\n" and "spread" in RIGHT
    assert complaint(lambda x, floor=1: 0) and "spread" not in RIGHT
    assert complaint(3) == "Hand over spread itself, and not a result of it."


def test_another_default_is_told_where_all_results_are_alike(capsys):
    tasks = [call(DATA, 2)]
    given = unsourced("def spread(x, floor=5): return x.max() - x.min() + 2 * floor")
    assert (
        complaint(given, tasks=tasks) == "spread: Without floor it is 1: floor=1 in the first line."
    )
    assert capsys.readouterr().out == ""


def test_what_numpy_warns_of_does_not_reach_the_learner(capsys):
    given = unsourced(
        "def spread(x, floor=1):\n"
        "    np.zeros(0).mean(), np.ones(1) / 0\n"
        "    return x.max() - x.min() + 2 * floor\n"
    )
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        judge(given, spread, TASKS)
    assert capsys.readouterr().out == "spread is right.\n"


def test_arrays_from_outside_are_named_where_nothing_else_is():
    code = "def spread(x, floor=1):\n    return DATA.max() - DATA.min() + 2 * floor"
    outside = "It uses `DATA` from outside: use what is handed in."
    assert complaint(unsourced(code, DATA=DATA), try_slips=False).endswith(outside)
    lines = ["low = x.min() + floor", "high = x.max() + floor + 0 * DATA[0]", "return high - low"]
    code = "\n    ".join(["def spread(x, floor=1):", *lines])
    found = complaint(write(code, "spread", DATA=DATA))
    assert "`x.min() + floor` where" in found and "from outside" not in found


def test_a_place_in_the_source_goes_before_all_but_a_hint():
    lines = ["low = x.min() + 1", "high = x.max() + 1", "return high - low"]
    code = "\n    ".join(["def spread(x, floor=2):", *lines])  # and another default
    place = "Yours has `x.min() + 1` where the course's has `x.min() - floor`."
    given = write(code, "spread")
    fact = "spread: the result is 5, but 7 is wanted."
    assert complaint(given) == f"{fact} {place}"
    assert complaint(given, hint="Look again.") == f"{fact} Look again. {place}"


def test_what_it_was_given_is_shown_where_nothing_else_is_known():
    given = unsourced("def spread(x, floor=1): return 7.77")
    said = complaint(given, try_slips=False)
    assert said.endswith(f"wanted. It was given [0, 1, 2, 3, 4, 5]. {judging.WORK_IT_OUT}")


def test_a_slip_is_named_where_the_source_is_not_to_be_seen():
    given = unsourced("def spread(x, floor=1): return x.max() - x.min()")
    assert "in the place of `low = x.min() - floor`" in complaint(given)
    assert "in the place of" not in complaint(given, try_slips=False)
    assert complaint(given, try_slips=False, hint="Look again.").endswith("Look again.")


def test_of_two_partly_alike_mistakes_the_first_is_named():
    mistakes = [
        (("x.min()", "x[0] - 1"), "One."),
        (("x.min()", "x[0] - 1", "x.max()", "7 * x[-1]"), "Two."),
        (("x.max()", "x[-1] + 2"), "Three."),
    ]
    task = call(DATA, results=("low", "high"))
    outcome = task(lambda x: (x[0] - 1, x[0] - 9))
    assert find(both, outcome, task, mistakes, "low")[0] == "One."
    assert find(both, outcome, task, mistakes) == ("", "")
    assert find(both, outcome, task, mistakes[2:], "low") == ("", "")


@pytest.mark.parametrize(("numbers", "named"), [(3, False), (4, True), (5, True)])
def test_a_slip_in_the_first_task_alone_wants_some_numbers(numbers, named):
    tasks = [call(np.arange(1.0, numbers + 1)), call(np.ones(9))]
    found = find_slip(double, lambda x: 3 * x if x.size < 9 else 7 * x, tasks)
    assert bool(found) is named


def test_a_slip_that_does_the_same_in_all_tasks_goes_before_one_in_the_first_alone():
    tasks = [call(np.array([2.0, 2.0, 2.0, 2.0])), call(np.array([1.0, 2.0, 3.0, 4.0]))]
    assert "`2 / x`" in find_slip(double, lambda x: 2 / x, tasks)
    assert "`2 - x`" in find_slip(double, lambda x: 2 - x, tasks)


def test_it_looks_no_longer_than_its_time(monkeypatch):
    tasks = [call(DATA)]
    assert find_slip(double, lambda x: 2 - x, tasks)
    clock = iter([0.0, *[judging.PATIENCE + 1.0] * 99])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    assert find_slip(double, lambda x: 2 - x, tasks) == ""


def test_a_slip_that_prints_or_warns_is_quiet(capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert find_slip(loud, lambda x: 2 - x, [call(DATA)])
    assert capsys.readouterr().out == ""


def test_hints_by_the_beginning_of_a_result():
    assert hint_for("All.", "db1") == "All."
    hints = {"dW": "Weights.", "db": "Biases."}
    assert hint_for(hints, "db1") == "Biases." and hint_for(hints, "dW2") == "Weights."
    assert hint_for(hints, "Z1") == judging.WORK_IT_OUT
