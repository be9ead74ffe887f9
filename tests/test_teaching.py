"""The checks of the lessons: each mistake that they know is answered by its own sentence."""

import importlib
import inspect
import re

import numpy as np
import pytest
from paths import HELPERS

import helpers
from helpers.teaching import judge
from helpers.teaching.answers import NotRight

ROOMS = [
    importlib.import_module(f"helpers.teaching.{path.stem}")
    for path in sorted((HELPERS / "teaching").glob("check_*.py"))
]
CHECKS = {
    name: function
    for room in ROOMS
    for name, function in vars(room).items()
    if re.match(r"check_", name) and name in helpers.__all__
}


def known(check):
    """What a check hands to judge: the course's own function or class, and the known mistakes."""
    found = []
    room = inspect.getmodule(check)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            room,
            "judge",
            lambda given, right, tasks, known=(), hint="": found.append((right, known)),
        )
        check(None)
    ((right, mistakes),) = found
    return inspect.unwrap(right), mistakes


MISTAKES = [
    pytest.param(check, change, sentence, id=f"{name[6:]}-{i}")
    for name, check in CHECKS.items()
    for i, (change, sentence) in enumerate(known(check)[1])
]


@pytest.mark.parametrize("name", CHECKS)
def test_the_course_s_own_code_is_right(name, capsys):
    right, _ = known(CHECKS[name])
    CHECKS[name](right)
    assert capsys.readouterr().out == f"{right.__name__} is right.\n"


@pytest.mark.parametrize(("check", "change", "sentence"), MISTAKES)
def test_a_known_mistake_is_answered_by_its_sentence(check, change, sentence):
    right, _ = known(check)
    with pytest.raises(NotRight, match=re.escape(sentence)) as found:
        check(judge.changed(right, *change))
    assert str(found.value).startswith(f"{right.__name__}: ")


def wrong(Z):
    return Z


def nothing(Z):
    """Not written yet."""
    ...


def in_place(Z):
    Z -= Z.max(axis=0)
    return helpers.softmax(Z)


def with_a_typing_error(Z):
    return np.exp(z) / np.exp(Z).sum(axis=0)  # noqa: F821


def as_a_list(Z):
    return helpers.softmax(Z).tolist()


def as_a_pair(Z):
    return Z, helpers.softmax(Z)


def without_return(Z):
    helpers.softmax(Z)


def of_text(Z):
    return helpers.softmax(Z).astype(str)


def of_float64(Z):
    return helpers.softmax(Z.astype(np.float64))


class WithoutSignature:
    """A function written in C, as np.tanh was up to NumPy 2.3."""

    __signature__ = "none"

    def __call__(self, Z):
        return in_place(Z)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (in_place, "changes Z, which was handed in"),
        (WithoutSignature(), "changes an array, which was handed in"),
        (with_a_typing_error, r"in the line `return np.exp\(z\).*NameError.*spelled right"),
        (as_a_list, "of the type list, but a NumPy array"),
        (as_a_pair, "of the type tuple, but a NumPy array"),
        (without_return, "is None. Is a `return` missing"),
        (of_text, "holds <U"),
        (of_float64, "float64, but float32"),
        (lambda: 0, "TypeError.*in which order"),
        (lambda Z: Z.T, r"shape \(2, 3\), but \(3, 2\).*transposed"),
        (lambda Z: Z.sum(), "single number"),
        (lambda Z: -helpers.softmax(Z), "The sign is wrong"),
        (lambda Z: 3 * helpers.softmax(Z), "3 times what it should be"),
        (lambda Z: 1 + helpers.softmax(Z), r"off by \+1"),
        (lambda Z: helpers.softmax(Z)[::-1], "their places are not"),
        (lambda Z: 0 * Z, "All of it is 0"),
        (lambda Z: helpers.softmax(Z)[None], r"shape \(1, 3, 2\).*an axis too much"),
        (lambda Z: helpers.softmax(Z[0]), "ValueError: softmax: Z has the shape"),
        (lambda Z: np.sum, "is a function, but its result"),
        (lambda Z: without_an_end(Z), "RecursionError.*calls itself"),
        (helpers.softmax(np.zeros((2, 1))), "Hand over softmax itself"),
    ],
)
def test_whatever_a_learner_hands_over_is_answered(given, words):
    with pytest.raises(NotRight, match=words):
        helpers.check_softmax(given)


def without_an_end(Z):
    return without_an_end(Z)


def test_the_first_array_that_is_wrong_is_named():
    def forward_prop(W1, b1, W2, b2, X):
        Z1, A1, Z2, A2 = helpers.forward_prop(W1, b1, W2, b2, X)
        return Z1, A1, Z2[:, :1], A2

    with pytest.raises(NotRight, match=r"Z2 has the shape \(2, 1\), but \(2, 4\)"):
        helpers.check_forward_prop(forward_prop)
    with pytest.raises(NotRight, match="returns 3 thing.* not 4: dW1, db1, dW2, db2"):
        helpers.check_back_prop(lambda *given: helpers.back_prop(*given)[:3])


@pytest.mark.parametrize("stub", [nothing, lambda Z: ..., lambda Z: None])
def test_what_is_not_written_yet_is_said_kindly(stub, capsys):
    helpers.check_softmax(stub)
    assert capsys.readouterr().out.startswith("softmax is not done yet")


def test_what_only_returns_its_argument_is_written_and_wrong():
    with pytest.raises(NotRight, match="0.375 is wanted|Raise e"):
        helpers.check_softmax(wrong)


def test_in_a_notebook_only_the_sentence_is_shown():
    assert NotRight("a: b")._render_traceback_() == ["Not right yet. a: b"]


def test_a_change_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="softmax has no 'abc'"):
        judge.changed(inspect.unwrap(helpers.softmax), "abc", "")
