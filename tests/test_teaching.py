"""The checks of the lessons: each mistake that they know is answered by its own sentence."""

import importlib
import inspect
import math
import re
import tracemalloc
import warnings

import numpy as np
import pytest
import scipy.special
from paths import HELPERS

import helpers
from helpers.teaching import given, judge, your_turn
from helpers.teaching.answers import (
    WORK_IT_OUT,
    NotRight,
    describe,
    guess_number,
    guess_shape,
    is_vague,
)
from helpers.teaching.errors import explain

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
    return handed(check)[::2]


def handed(check):
    """What a check hands to judge: the course's own, the tasks, and the known mistakes."""
    found = []
    room = inspect.getmodule(check)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            room,
            "judge",
            lambda given, right, tasks, known=(), **how: found.append((right, tasks, known)),
        )
        check(None)
    ((right, tasks, mistakes),) = found
    return inspect.unwrap(right), tasks, mistakes


def with_change(function, *change):
    """A function or class of the course with something changed in its source."""
    return judge.run(judge.changed(function, *change), function)


MISTAKES = [
    pytest.param(check, change, sentence, id=f"{name[6:]}-{i}")
    for name, check in CHECKS.items()
    for i, (change, sentence) in enumerate(known(check)[1])
]


@pytest.mark.parametrize("name", CHECKS)
def test_the_course_s_own_code_is_right(name, capsys):
    right, _ = known(CHECKS[name])
    CHECKS[name](right)
    assert capsys.readouterr() == (f"{right.__name__} is right.\n", "")


@pytest.mark.parametrize("traced", [True, False])
def test_check_gunzip_leaves_the_tracing_of_memory_as_it_was(traced, capsys):
    if traced:
        tracemalloc.start()
    try:
        large = bytearray(30_000_000) if traced else None  # of others, before
        del large
        helpers.check_gunzip(helpers.gunzip)
        assert tracemalloc.is_tracing() is traced
    finally:
        tracemalloc.stop()
    assert capsys.readouterr().out == "gunzip is right.\n"


WITH_FILES = {"check_gunzip", "check_save_weights", "check_load_weights"}  # gone with the check


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the mean of nothing
@pytest.mark.parametrize("name", sorted(CHECKS.keys() - WITH_FILES))
def test_every_result_has_a_name_to_be_called_by(name):
    right, tasks, _ = handed(CHECKS[name])
    outcomes = [task(right) for task in tasks]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert not any(isinstance(error, NotRight) for error in refused)
    assert len(refused) < len(outcomes)
    assert all(outcome and all(outcome) for outcome in outcomes if outcome not in refused)


@pytest.mark.parametrize(("check", "change", "sentence"), MISTAKES)
def test_a_known_mistake_is_answered_by_its_sentence(check, change, sentence):
    right, _ = known(check)
    with pytest.raises(NotRight, match=re.escape(sentence)) as found:
        check(with_change(right, *change))
    assert str(found.value).startswith(f"{right.__name__}: ")


def test_every_known_mistake_has_a_sentence_of_its_own_words():
    for check in CHECKS.values():
        for _, sentence in known(check)[1]:
            assert re.match(r"[^ ].{5,}[.?)]$", sentence), sentence


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
        (without_return, "softmax: the result is None. Is a `return` missing"),
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
        with_change(inspect.unwrap(helpers.softmax), "abc", "")


A = np.array([[1.0, 2.0], [3.0, 5.0]])
THREE = np.array([[1.0, 2.0, 4.0], [3.0, 5.0, 7.5]])
NAN = np.array([[1.0, np.nan, 4.0], [3.0, 5.0, 7.5]])


@pytest.mark.parametrize(
    ("given", "wanted", "fact"),
    [
        (None, A, "x is None."),
        (None, None, None),
        (3, None, "x is 3, but None is wanted."),
        ("a", "a", None),
        ("a", "b", "x is 'a', but 'b' is wanted."),
        (1, True, "x is 1, but True is wanted."),
        (b"a", b"a", None),
        (float, int, "x is <class 'float'>, but <class 'int'> is wanted."),
        ("a" * 99, "b", "x is '" + "a" * 79 + ", but 'b' is wanted."),
        (np.sum, A, "x is a function, but its result is wanted."),
        ([[1.0, 2.0], [3.0, 5.0]], A, "x is of the type list, but a NumPy array is wanted."),
        ([1.0, 2.0], [1, 2.0], None),
        ([1, [2]], [1, 2], "x is a list of parts that do not fit together."),
        (A[0], A, "x has the shape (2,), but (2, 2) is wanted."),
        (A.astype(str), A, "x holds <U32, but numbers are wanted."),
        (A + 1e-9, A, None),
        (A, A.astype(int), "x holds float64, but whole numbers are wanted (int64)."),
        (A.astype(int), A, "x holds int64, but float64 is wanted."),
        (A, A.astype(np.float32), "x is float64, but float32 is wanted."),
        (A.astype(np.float32), A, "x is float32, but float64 is wanted."),
        (A * np.nan, A * np.nan, None),
        (A * [1, 2], A, "entry (0, 1) of x is 4, but 2 is wanted."),
        (np.float64(2.00001), 2.0, None),
        (2.0001, 2.0, "x is 2.0001, but 2 is wanted."),
        (1.234567, 2.0, "x is 1.235, but 2 is wanted."),
        (2.000041234567891, 2.0, "x is 2.00004123457, but 2 is wanted."),
        ([np.nan, 2.0], [np.nan, 1.0], "entry (1,) of x is 2, but 1 is wanted."),
        (2.0, -0.0, "x is 2, but 0 is wanted."),
        (np.array([-0.0]), np.array([1.0]), "entry (0,) of x is 0, but 1 is wanted."),
    ],
)
def test_what_is_said_of_a_result(given, wanted, fact):
    found = describe("x", given, wanted)
    assert (found and found[0]) == fact


@pytest.mark.parametrize(
    ("shape", "wanted", "words"),
    [
        ((2, 3), (3, 2), "transposed"),
        ((3,), (3, 1), r"\(3, 1\) has an axis more"),
        ((3,), (1, 3), "has an axis more"),
        ((), (3, 2), "single number: was one entry picked"),
        ((3,), (), "A single number is wanted"),
        ((3, 1), (3,), "an axis too much"),
        ((6,), (3, 2), "The numbers are all there"),
        ((4, 2), (3, 2), "one too many: where does a loop or a slice end"),
        ((2,), (3,), "one too few: where does a loop or a slice end"),
        ((5, 2), (3, 2), "Which array gives this axis"),
        ((4, 1), (3, 2), "Which array gives this axis"),
        ((5,), (3, 2), "Which array gives this axis"),
    ],
)
def test_what_a_wrong_shape_looks_like(shape, wanted, words):
    assert re.search(words, guess_shape(shape, wanted))


@pytest.mark.parametrize(
    ("array", "right", "n", "words"),
    [
        (A * [1, np.nan], A, None, "become infinite, or is 0 divided by 0"),
        (A * [1, np.inf], A, None, "Is something divided by 0"),
        (4 * A, A, 4, "All is 4 times too large.*is 1/n missing"),
        (A / 4, A, 4, "All is 4 times too small.*in it twice"),
        (4 * A, A, None, "All is 4 times what it should be"),
        (2 * A, A, 2, "All is 2 times too large"),
        (A / 2, A, 2, "All is 2 times too small"),
        (A * [1.5, 1.50005], A, 4, "All is 1.5 times what it should be"),  # rounded differently
        (A.T, A, 4, "Is it transposed"),
        (np.zeros(2), np.array([1.0, 2.0]), 4, "All of it is 0"),
        (np.array([1.5, 2.5]), np.array([1.0, 2.0]), 4, r"off by \+0.5"),
        (np.float32([0.4, 2000.4]), np.float32([0.3, 2000.3]), 4, r"off by \+0.1"),
        (np.array([2.0, 1.0]), np.array([1.0, 2.0]), 4, "their places are not"),
        (3 * A, A, 4, "All is 3 times what it should be"),
        (-A, A, 1, "The sign is wrong"),
        (0 * A, A, 4, "All of it is 0"),
        (A + 0.5, A, 4, r"off by \+0.5"),
        (A[::-1], A, 4, "their places are not"),
        (A * [[0, 0], [1, 1]], A, 4, "still 0: do the loops begin at 0"),
        (np.maximum(A - 2.5, 0), A - 2.5, 4, "What is below 0 has become 0"),
        (np.float64(3.0), np.float64(2.0), 4, WORK_IT_OUT),
        (np.float64(0.0), np.float64(2.0), 4, WORK_IT_OUT),
        (A * [1, 2], A, 4, WORK_IT_OUT),
        (A * [[1, 1], [1, 2]], A, 4, WORK_IT_OUT),
        (np.array([0.0, 6.0, 3.0]), np.array([0.0, 2.0, 1.0]), 4, "All is 3 times"),
        (np.array([1.0, 6.0, 3.0]), np.array([0.0, 2.0, 1.0]), 4, WORK_IT_OUT),
        (np.array([np.nan, 2.0]), np.array([np.nan, 1.0]), 4, WORK_IT_OUT),
        (np.trunc(A / 2), A / 2, 4, "What is behind the point is cut off"),
        (np.array([0.0, 0.0]), np.array([0.5, 0.25]), 4, "All of it is 0"),
        (THREE * [2, 1, 1], THREE, 4, "Only the first column is wrong"),
        (THREE * [1, 1, 2], THREE, 4, "Only the last column is wrong"),
        (THREE * [1, 2, 1], THREE, 4, WORK_IT_OUT),
        (THREE * [2, 1, 3], THREE, 4, WORK_IT_OUT),
        (THREE * [[2, 1, 1], [1, 1, 1]], THREE, 4, "Only the first column is wrong"),
        (NAN * [2, 1, 1], NAN, 4, "Only the first column is wrong"),
        (np.maximum(THREE - 3, 0), THREE - 3, 4, "What is below 0 has become 0"),
        (np.array([0.0, 2.0, 0.0]), np.array([-1.0, 2.0, 0.5]), 4, "still 0: do the loops"),
        (A + [[0.5, 0.5], [0.5, -0.5]], A, 4, WORK_IT_OUT),
        (np.array([np.nan, 0.0, 2.0]), np.array([np.nan, 3.0, 2.0]), 4, "still 0: do the loops"),
        (A * 1.00005, A, 4, WORK_IT_OUT),
    ],
)
def test_what_wrong_numbers_look_like(array, right, n, words):
    with np.errstate(all="ignore"):
        assert re.search(words, guess_number(array, right, n))


@pytest.mark.parametrize(
    ("error", "guess"),
    [
        (ValueError("matmul: Input operand 1 has a mismatch"), "as many columns as B has rows"),
        (ValueError("shapes (2,) and (3,) not aligned"), "as many columns as B has rows"),
        (ValueError("could not be broadcast together"), "Entry by entry, shapes must fit"),
        (NameError("name 'z' is not defined"), "Is the name spelled right"),
        (AttributeError("no attribute 'summ'"), "Is the name spelled right"),
        (TypeError("takes 1 positional argument but 2 were given"), "in which order"),
        (TypeError("L.f() takes 1 positional argument but 2 were given"), "In a class, the first"),
        (TypeError("f() takes 1 positional argument but 2 were given"), "in which order"),
        (TypeError("f() takes no arguments (1. given)"), "underscores"),
        (TypeError("L.f() argument 1 were given"), "in which order"),
        (TypeError("L.f takes 1 positional argument but 2 were given"), "in which order"),
        (TypeError("unsupported operand"), "^$"),
        (IndexError("index 5 is out of bounds"), "reaches past the end"),
        (ValueError("The truth value of an array is ambiguous"), "np.maximum, np.where"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "invalid"), "These are bytes, and no text"),
        (RecursionError("maximum depth"), "calls itself"),
        (lambda: [i for i in len([1, 2])], "range.\\.\\.\\.. around a number"),
        (lambda: range(np.ones((2, 3)).shape), "shape.0."),
        (lambda: np.zeros(3, 4), "brackets"),
        (lambda: np.ones(3)(0), "Square brackets"),
        (lambda: list("ab")[0, 1], "begin with np.zeros"),
        (lambda: np.ones(3)[np.ones(3)], "range"),
        (lambda: np.ones(3)[0.5], "range"),
        (lambda: np.ones(3)[0, 1], "fewer axes"),
        (lambda: np.ones(3)[np.ones(2) > 0], "another array"),
        (lambda: np.ones(3).__setitem__(0, np.ones(2)), "One number belongs there"),
        (lambda: np.array([np.ones(2), np.ones(3)]), "Several arrays"),
        (lambda: dict([(1, 2, 3)]), "^$"),
        (lambda: (lambda a, b: 0)(*[]), "in which order"),
        (lambda: [a for a, b in ([1, 2, 3],)], "zip"),
        (lambda: [a for a, b in ([1],)], "Too many names"),
        (lambda: 0.5 * [1, 2], "go through its arrays"),
        (lambda: math.tanh(np.ones(2)), "math's"),
        (lambda: np.ones(2) ^ 2, "no power"),
        (lambda: np.frombuffer("text"), "not bytes"),
        (lambda: max(0, np.ones(2)), "np.maximum"),
        (KeyError("W1"), "no such key"),
        (lambda: np.ones(2) @ np.tanh, "without its brackets"),
        (lambda: math.exp(np.ones(2)), "not math's"),
        (UnboundLocalError("cannot access local variable 'n'"), "give it one before"),
    ],
)
def test_what_is_said_of_an_exception(error, guess):
    if not isinstance(error, Exception):  # what Python or NumPy themselves say
        with pytest.raises(Exception) as raised:
            error()
        error = raised.value.with_traceback(None)
    fact, found = explain(error, (np.ones((2, 3)), 5, np.ones(4)))
    assert fact.startswith(f"it stops with {type(error).__name__}: ")
    assert fact.endswith(". It was given arrays of the shapes (2, 3), (4,).")
    assert re.search(guess, found)
    assert "It was given" not in explain(error, (5,))[0]


def test_of_an_array_that_becomes_one_number_the_line_says_by_what():
    with pytest.raises(TypeError) as raised:
        float(np.ones(2))
    assert explain(raised.value, ())[1].startswith("float and int take one number")
    with pytest.raises(TypeError) as raised:
        math.sqrt(np.ones(2))
    assert "not math's" in explain(raised.value, ())[1]


def fails_in_the_course(Z):
    return helpers.softmax(Z[0])


def fails_in_numpy(Z):
    return np.linalg.inv(0 * Z)


def test_the_line_that_is_shown_is_the_learner_s():
    scope = {}
    exec("def unknown(Z):\n    return Z.nothing", scope)
    for function, line in [
        (fails_in_the_course, " in the line `return helpers.softmax(Z[0])` with"),
        (fails_in_numpy, " in the line `return np.linalg.inv(0 * Z)` with"),
        (scope["unknown"], " in the line `function(np.ones((2, 2)))` with"),  # its own is nowhere
    ]:
        with pytest.raises(Exception) as caught:
            function(np.ones((2, 2)))
        assert line in explain(caught.value, ())[0]


@pytest.mark.parametrize(
    ("given", "guess"),
    [
        ([A], "Is there a comma behind it, or brackets around it?"),
        ((A,), "Is there a comma behind it, or brackets around it?"),
        ((A, A), "A comma makes several things of it: one array is wanted."),
        ([1.0, 2.0], "Put np.array(...) around it."),
        ("a", ""),
        (3.0, ""),
    ],
)
def test_what_is_no_array_looks_like(given, guess):
    assert describe("x", given, A)[1] == guess


@pytest.mark.parametrize(
    ("guess", "vague"),
    [
        (WORK_IT_OUT, True),
        ("", True),
        ("All is 3 times what it should be: which factor is that?", True),
        ("Is it transposed?", False),
    ],
)
def test_a_guess_that_does_not_say_what_is_wrong_is_vague(guess, vague):
    assert is_vague(guess) is vague


def test_where_an_entry_differs_in_late_digits_they_are_shown():
    fact, _ = describe("x", np.array([1.0, 2.00004]), np.array([1.0, 2.0]))
    assert fact == "entry (1,) of x is 2.00004, but 2 is wanted."


@pytest.fixture
def workbook(monkeypatch):
    """A workbook in which nothing is written and nothing is found right yet."""
    monkeypatch.setattr(your_turn, "WRITTEN", {})
    monkeypatch.setattr(judge, "RIGHT", set())


def test_what_is_not_written_is_borrowed_and_that_is_said(workbook, capsys):
    def softmax(Z):
        """To be written."""
        ...

    borrowed = helpers.your_turn(softmax)
    assert capsys.readouterr().out == "using the course's softmax until yours is done\n"
    assert (borrowed(Z=np.zeros((4, 1))) == 0.25).all()
    assert borrowed.__name__ == "softmax" and borrowed.__doc__ == helpers.softmax.__doc__
    helpers.check_softmax(borrowed)
    assert capsys.readouterr().out.startswith("softmax is not done yet")

    class Sigmoid:
        def forward(self, Z, rng=None): ...

    layer = helpers.your_turn(Sigmoid)
    assert capsys.readouterr().out == "using the course's Sigmoid until yours is done\n"
    assert layer().forward(np.zeros((1, 1))) == 0.5 and layer.__name__ == "Sigmoid"
    assert layer.__doc__ == helpers.Sigmoid.__doc__ and issubclass(layer, helpers.Sigmoid)
    helpers.check_sigmoid_layer(layer)
    assert capsys.readouterr().out.startswith("Sigmoid is not done yet")


def test_what_is_written_is_used_and_the_progress_tells_right_from_written(workbook, capsys):
    def softmax(Z):
        return np.exp(Z) / np.exp(Z).sum(axis=0)

    def sigmoid(Z):
        return 1 / (1 + np.exp(-Z))

    def one_hot(Y, n_classes): ...

    assert helpers.your_turn(softmax) is softmax and helpers.your_turn(sigmoid) is sigmoid
    assert capsys.readouterr().out == ""
    helpers.show_progress()
    assert capsys.readouterr().out.splitlines() == [
        "0 of 2 are yours and right: none yet",
        "written, and not right yet: softmax, sigmoid",
    ]
    helpers.your_turn(one_hot)
    judge.RIGHT |= {"sigmoid", "predict"}  # predict belongs to another workbook
    capsys.readouterr()
    helpers.show_progress()
    assert capsys.readouterr().out.splitlines() == [
        "1 of 3 are yours and right: sigmoid",
        "written, and not right yet: softmax",
        "borrowed from the course: one_hot",
    ]


def test_what_was_right_counts_until_it_is_wrong(workbook):
    helpers.check_softmax(inspect.unwrap(helpers.softmax))
    assert judge.RIGHT == {"softmax"}
    with pytest.raises(NotRight):
        helpers.check_softmax(wrong)
    assert judge.RIGHT == set()


def test_a_mistake_is_not_drowned_in_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(NotRight) as caught:
            helpers.check_softmax(lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0))
    assert "Warning" not in str(caught.value)


def test_several_results_are_counted():
    with pytest.raises(NotRight, match="it returns nothing: is the `return` missing"):
        helpers.check_forward_prop(lambda *given: len(given) and None)
    with pytest.raises(NotRight, match="it returns 1 thing.s., not 4: Z1, A1, Z2, A2"):
        helpers.check_forward_prop(lambda *given: np.zeros(4))


def test_what_should_have_been_refused():
    def parse_idx(data, n_dims):
        try:
            return helpers.parse_idx(data, n_dims)
        except ValueError:
            return np.zeros(3)

    with pytest.raises(NotRight, match="it goes on, but should refuse this .ValueError: "):
        helpers.check_parse_idx(parse_idx)

    def raises_another(data, n_dims):
        try:
            return helpers.parse_idx(data, n_dims)
        except ValueError:
            raise KeyError("n_dims") from None

    with pytest.raises(
        NotRight, match="it refuses this with KeyError; another one is wanted .ValueError"
    ):
        helpers.check_parse_idx(raises_another)


def test_what_an_argument_is_called():
    assert given.name_of_argument(lambda X, Y: None, 1) == "Y"
    assert given.name_of_argument(lambda *arrays: None, 1) == "an array"
    assert given.name_of_argument(max, 0) == "an array", "its signature is not known"
    assert given.name_of_argument(WithoutSignature(), 0) == "an array"


def test_outcomes_that_are_alike():
    assert judge.alike({"a": 1.0, "b": A}, {"a": 1.0, "b": A + 1e-9})
    assert not judge.alike({"a": 1.0}, {"b": 1.0})
    assert not judge.alike({"a": A}, {"a": A.astype(np.float32)})
    assert judge.alike(ValueError("x"), ValueError("x"))
    assert not judge.alike(ValueError("x"), ValueError("y"))
    assert not judge.alike(ValueError("x"), {"a": 1.0})
    with pytest.raises(ValueError):
        with_change(inspect.unwrap(helpers.softmax), "Z")  # nothing in its place


def test_each_kind_of_damage_must_be_refused():
    """Who reads one kind of damaged IDX file all the same is told so."""
    repairs = {
        "a byte is missing": lambda data: data + b"\0",
        "a byte too much": lambda data: data[:-1],
        "another beginning": lambda data: b"\0" + data[1:],
        "another type": lambda data: data[:2] + b"\x08" + data[3:],
        "half a header": lambda data: data + bytes(7),
        "other dimensions": lambda data: data[:3] + b"\x01" + data[4:8] + data[16:18],
    }
    for kind, repair in repairs.items():

        def parse_idx(data, n_dims, repair=repair):
            try:
                return helpers.parse_idx(data, n_dims)
            except ValueError:
                return helpers.parse_idx(repair(data), n_dims)

        with pytest.raises(NotRight, match="goes on, but should refuse this .ValueError"):
            helpers.check_parse_idx(parse_idx)
            pytest.fail(kind)


@pytest.mark.parametrize("name", ["good", "cut", "no gzip"])
def test_each_kind_of_archive_must_be_refused(name):
    """Too large, cut off, not packed."""

    def gunzip(path, max_bytes=50_000_000):
        try:
            return helpers.gunzip(path, max_bytes)
        except ValueError:
            if path.stem == name:
                return b""
            raise

    with pytest.raises(NotRight, match="it goes on, but should refuse this .ValueError"):
        helpers.check_gunzip(gunzip)


def test_a_file_that_unpacks_to_much_must_stay_packed():
    def gunzip(path, max_bytes=50_000_000):
        kept = bytearray(6_000_000) if path.stem == "large" else None
        return helpers.gunzip(path, max_bytes + 0 * bool(kept))

    with pytest.raises(NotRight, match="it stays below 5 MB .* 20 MB is False, but True"):
        helpers.check_gunzip(gunzip)


def test_a_nan_that_is_handed_in_is_not_taken_for_a_change():
    """Who forgets that nan is no small error is told so."""
    with pytest.raises(NotRight, match="relative_error: .* is 0, but nan is wanted"):
        helpers.check_relative_error(
            lambda a, b: 0.0 if np.isnan(b).any() else helpers.relative_error(a, b)
        )


class HeedsNoType(helpers.Dense):
    def __init__(self, rng, inputs, units, init=helpers.xavier, dtype=np.float32):
        super().__init__(rng, inputs, units, init)


class HasOneMore(helpers.Dense):
    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        self.params = [*self.params, self.b]


class HasCopies(helpers.Dense):
    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        self.params = [param.copy() for param in self.params]


def goes_on_without_a_loss(*given, **more):
    try:
        return helpers.gradient_descent(*given, **more)
    except FloatingPointError:
        return given[6:], dict.fromkeys(("updates", "loss", "train_accuracy", "test_accuracy"), [])


@pytest.mark.parametrize(
    ("check", "sloppy"),
    [
        ("check_gradient_descent", goes_on_without_a_loss),
        ("check_init_params", lambda rng, n_hidden=40, dtype=0: helpers.init_params(rng, n_hidden)),
        ("check_dense", HeedsNoType),
        ("check_dense", HasOneMore),
        ("check_dense", HasCopies),
        ("check_one_cycle", lambda lr, warm_up=0.1: helpers.one_cycle(lr)),
        (
            "check_distort",
            lambda digits, rng, *how, elastic=1.0: helpers.distort(digits, rng, *how),
        ),
        (
            "check_distort",
            lambda digits, rng, *how, **more: helpers.distort(digits, rng, **more),
        ),
        (
            "check_train_epoch",
            lambda *given, batch_size=128, **more: helpers.train_epoch(*given, **more),
        ),
        (
            "check_train",
            lambda *given, batch_size=128, **more: helpers.train(*given, **more),
        ),
    ],
)
def test_who_leaves_an_argument_or_a_refusal_out_is_told(check, sloppy):
    with pytest.raises(NotRight):
        CHECKS[check](sloppy)


@pytest.mark.parametrize(
    ("check", "change", "words"),
    [
        ("check_loss_and_gradient", (" / Y.size", " / Y.size**2"), "is 1/n in it twice"),
        ("check_dense", ("dZ @ self.X.T", "dZ @ self.X.T * dZ.shape[1]"), "there are 4 samples"),
        ("check_back_prop", ("dZ2 @ A1.T", "dZ2 @ A1.T * Y.size"), "there are 4 samples"),
        ("check_get_accuracy", ("np.mean(", "1 / Y.size * np.mean("), "there are 4 samples"),
        ("check_cross_entropy", ("np.mean(", "1 / Y.size * np.mean("), "there are 4 samples"),
    ],
)
def test_a_factor_of_the_number_of_samples_is_known(check, change, words):
    right, _ = known(CHECKS[check])
    with pytest.raises(NotRight, match=words):
        CHECKS[check](with_change(right, *change))


def test_what_is_worked_out_first_is_named_first():
    """All four gradients are wrong, and dW2 is the first that back_prop calculates."""
    right, _ = known(helpers.check_back_prop)
    with pytest.raises(NotRight, match="back_prop: entry .* of dW2 is"):
        helpers.check_back_prop(with_change(right, "/ Y.size", "/ 7"))


def test_numbers_of_another_rng_are_told_to_use_the_one_that_is_handed_in():
    with pytest.raises(NotRight, match="Use the rng that is handed in"):
        helpers.check_init_params(
            lambda rng, *size, **more: helpers.init_params(np.random.default_rng(1), *size, **more)
        )


def test_warnings_of_a_sigmoid_count_whatever_is_shown_of_them(capsys):
    helpers.check_sigmoid(scipy.special.expit)  # without even the underflow of the course's own
    assert capsys.readouterr().out == "sigmoid is right.\n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(NotRight, match="the number of warnings far out is 1, but 0 is wanted"):
            helpers.check_sigmoid(lambda Z: 1 / (1 + np.exp(-Z)))


def test_files_that_are_damaged_must_be_refused():
    def load_weights(path):
        try:
            return helpers.load_weights(path)
        except ValueError:
            return helpers.init_params(np.random.default_rng(0))

    with pytest.raises(NotRight, match="it goes on, but should refuse this .ValueError"):
        helpers.check_load_weights(load_weights)
