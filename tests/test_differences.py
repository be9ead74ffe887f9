"""A check that recognises nothing else says which part of the learner's code is another."""

import inspect
import linecache
import time

import numpy as np
import pytest

import helpers
from helpers.teaching import differences, endless
from helpers.teaching.answers import NotRight
from helpers.teaching.differences import (
    Verdict,
    changed_lines,
    find_difference,
    is_written_as,
    stops_inside,
)
from helpers.teaching.judge import find_place, outcome_of
from helpers.teaching.slips import source_of
from helpers.teaching.tasks import call

RIGHT, SAME, OTHER, NAMES = Verdict
COURSE = {name: getattr(helpers, name) for name in helpers.__all__}
X = np.array([[1.0, 2.0, 0.5], [0.0, 3.0, -1.0]])
W, b = np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 1.0]]), np.array([[0.1], [0.2], [0.3]])


def add_up(x):
    total = 0
    for part in x:
        square = part * part
        total = total + square
    total = 2 * total
    return total


ADD_UP = source_of(add_up)


def write(source, name, **scope):
    """What a cell with this source defines."""
    file = f"<cell of {len(linecache.cache)}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    scope = {"__name__": "__main__", "np": np, **COURSE, **scope}
    exec(compile(source, file, "exec"), scope)
    return scope[name]


def say(right, source, *tasks, **scope):
    """The sentence on a function with this source."""
    right = inspect.unwrap(right)
    given = write(source, right.__name__, **scope)
    return find_place(given, right, tasks[0], tasks, outcome_of(tasks[0], given), "")[0]


LAYER = call(W, b, X)
LOOP = source_of(inspect.unwrap(helpers.layer_loop))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("W.shape[0])", "40)", "Yours has `range(40)` where the course's has `range(W.shape[0])`."),
        ("W, b, X", "X, W, b", "Yours takes (X, W, b), and the course's (W, b, X)."),
        ("    return Z", "    Z += 1\n    return Z", "The course's has no `Z += 1` there."),
        ("    return Z\n", "    pass\n", "Yours has `pass` where the course's has `return Z`."),
        (
            "    return Z",
            "        return Z",
            "`return Z` stands in the loop: it ends after the first",
        ),
    ],
)
def test_the_part_that_is_another_is_named(old, new, sentence):
    assert old in LOOP
    assert say(helpers.layer_loop, LOOP.replace(old, new), LAYER).startswith(sentence)


def test_it_is_shown_as_the_learner_wrote_it():
    source = "def layer_product(weights, bias, pixels):\n    return weights@pixels - bias\n"
    sentence = say(helpers.layer_product, source, LAYER)
    assert sentence == "Yours has `weights@pixels - bias` where the course's has `W @ X + b`."


def test_a_part_that_does_no_harm_is_not_named():
    """Two differences: np.add is right, np.ones is not."""
    source = LOOP.replace("range(X.shape[1])", "range(len(X.T))")
    source = source.replace("b[unit, 0]", "b[0, 0]")
    assert "len(X.T)" in source
    assert "`b[0, 0]`" in say(helpers.layer_loop, source, LAYER)


def test_a_missing_line_is_named_even_if_a_name_is_then_missing():
    """`square = ...` is gone, and another line is right, but different."""
    source = ADD_UP.replace("        square = part * part\n", "").replace("in x:", "in list(x):")
    sentence = say(add_up, source, call([1, 2, 3]))
    assert sentence == "The course's has `square = part * part` besides."


def test_a_missing_line_among_other_wrong_ones_is_not_named_for_its_name():
    source = ADD_UP.replace("        square = part * part\n", "").replace("2 *", "3 *")
    verdicts = iter([NAMES, OTHER, OTHER])
    given = write(source, "add_up")
    assert find_difference(given, add_up, lambda it: next(verdicts)) == ("", set())


def test_code_written_with_a_name_of_its_own_is_not_named_for_that():
    """`out` is not there in the course's code; what is wrong is the + 1."""
    source = (
        "def get_predictions(A2):\n"
        "    out = []\n"
        "    for column in A2.T:\n"
        "        out.append(np.argmax(column) + 1)\n"
        "    return np.array(out)\n"
    )
    assert say(helpers.get_predictions, source, call(X)) == ""


def test_a_with_is_not_compared_as_a_whole():
    source = (
        "def load_weights(path):\n"
        "    with np.load(path) as f:\n"
        "        return [f[k] for k in sorted(f)]\n"
    )
    course = differences.tree_of(source.replace(" f:", " g:").replace("f[k]", "g[k]"))
    found = differences.inside(course, differences.tree_of(source))
    assert all(map(differences.is_rewritten, found))


def test_a_line_that_is_not_indented_far_enough_is_named():
    right = inspect.unwrap(helpers.confusion_matrix)
    source = source_of(right).replace("        counts[label", "        pass\n    counts[label")
    sentence = say(right, source, call(np.array([0, 1, 1]), np.array([0, 1, 0]), 2))
    assert "counts[label, answer] += 1" in sentence


def test_a_line_that_moved_is_said_to_be_indented_too_far():
    source = "def f(x):\n    for i in x:\n        x += 1\n        y = 2\n    return x\n"
    course = "def f(x):\n    for i in x:\n        x += 1\n    y = 2\n    return x\n"
    one, other = differences.tree_of(course), differences.tree_of(source)
    found = differences.inside(one, other)
    assert differences.say_moved(*found, source) == "`y = 2` is indented too far."
    found = differences.inside(other, one)
    assert differences.say_moved(*found, course) == "`y = 2` is not indented far enough."


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    total = 2", "        total = 2", "`total = 2 * total` is indented too far."),
        (
            "        total = total + square",
            "    total = total + square",
            "`total = total + square` is not indented far enough.",
        ),
        (
            "    total = 2 * total\n    return total",
            "    return total\n    total = 2 * total",
            "stands in another place in the course's code.",
        ),
        ("    total = 2 * total", "        return total", "`return total` stands in the loop"),
        (
            "    return",
            "    for i in x:\n        total = i\n    return",
            "has no `for i in x:` there",
        ),
    ],
)
def test_a_line_in_another_place_is_named(old, new, sentence):
    assert old in ADD_UP
    assert sentence in say(add_up, ADD_UP.replace(old, new), call([1, 2, 3]))


def test_four_differences_are_looked_at_and_five_are_another_way():
    source = ADD_UP.replace("in x:", "in list(x):").replace("part * part", "part**2")
    source = source.replace("total + square", "square + total")
    four = source.replace("2 * total", "3 * total")
    assert say(add_up, four, call([1, 2, 3])) == (
        "Yours has `3 * total` where the course's has `2 * total`."
    )
    five = four.replace("return total", "return +total")
    assert say(add_up, five, call([1, 2, 3])) == ""


def test_code_without_a_source_says_nothing():
    scope = {"np": np}
    exec("def layer_product(W, b, X):\n    return W @ X - b\n", scope)
    right = helpers.layer_product
    assert find_difference(scope["layer_product"], right, lambda it: OTHER) == ("", set())
    assert find_difference(np.tanh, right, lambda it: OTHER) == ("", set())


def test_code_of_another_kind_says_nothing():
    source = "def layer_loop(W, b, X):\n" + "".join(
        f"    a{i} = {i}\n    X @ a{i}\n" for i in range(9)
    )
    assert say(helpers.layer_loop, source, LAYER) == ""


def test_code_that_cannot_even_be_defined_is_wrong():
    source = "def layer_product(W, b, X=missing):\n    return W @ X + b\n"
    given = write(source, "layer_product", missing=0)
    assert find_difference(given, helpers.layer_product, lambda it: RIGHT) == ("", set())
    del given.__globals__["missing"]
    sentence, lines = find_difference(given, helpers.layer_product, lambda it: RIGHT)
    assert sentence == "Yours takes (W, b, X=missing), and the course's (W, b, X)."
    assert lines == set()


CHANGED = ADD_UP.replace("total + square", "total - square").replace("2 *", "3 *")


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (RIGHT, OTHER, "`3 * total`"),
        (OTHER, RIGHT, "`total - square`"),
        (RIGHT, NAMES, None),
        (OTHER, SAME, "`3 * total`"),
        (NAMES, SAME, "`3 * total`"),
        (OTHER, OTHER, "`total - square`"),
        (OTHER, NAMES, None),
        (NAMES, NAMES, None),
        (RIGHT, RIGHT, None),
    ],
)
def test_of_two_differences_the_one_is_named_that_does_the_same(one, other, words):
    verdicts = iter([one, other, OTHER])
    sentence, lines = find_difference(write(CHANGED, "add_up"), add_up, lambda it: next(verdicts))
    assert words in sentence if words else sentence == ""
    if words:  # of ADD_UP
        assert lines == {5 if "square" in words else 6}


def test_right_code_that_calls_wrong_code_names_it():
    """forward_prop is the course's, but softmax, further up in the notebook, is not."""
    softmax = write("def softmax(Z):\n    return Z\n", "softmax")
    right = inspect.unwrap(helpers.forward_prop)
    two = np.ones((2, 3)), np.ones((2, 1))
    task = call(W, b, *two, X, results=("Z1", "A1", "Z2", "A2"))
    sentence = say(right, source_of(right), task, softmax=softmax)
    assert sentence == "This code is right, but not all that it calls: check softmax again."
    assert say(right, source_of(right), task) == ""


def test_a_loop_without_end_is_not_run_once_more(monkeypatch):
    monkeypatch.setattr(endless, "LONG", 0.2)
    source = source_of(inspect.unwrap(helpers.tree_sum)).replace("> 1:", ">= 1:")
    begin = time.monotonic()
    with pytest.raises(NotRight) as answer:
        helpers.check_tree_sum(write(source, "tree_sum"))
    assert time.monotonic() - begin < 2
    assert str(answer.value).endswith(
        "Yours has `len(parts) >= 1` where the course's has `len(parts) > 1`."
    )


def test_a_class_is_found_by_its_methods():
    right = helpers.ReLU
    source = source_of(right).replace("dA * self.", "dA + self.")
    sentence, lines = find_difference(write(source, "ReLU"), right, lambda it: OTHER)
    assert sentence == "Yours has `dA + self.slope` where the course's has `dA * self.slope`."
    (line,) = lines
    assert source_of(right).splitlines()[line - 1].strip() == "return dA * self.slope"


BACK_PROP = source_of(inspect.unwrap(helpers.back_prop))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("W2.T @ dZ2", "-W2.T @ dZ2"),
        ("return dW1, db1, dW2, db2", "return -dW1, -db1, -dW2, -db2"),
    ],
)
def test_a_known_mistake_elsewhere_with_the_same_numbers_is_not_named(old, new):
    """Both are known with the other sign in another line."""
    assert old in BACK_PROP
    with pytest.raises(NotRight) as answer:
        helpers.check_back_prop(write(BACK_PROP.replace(old, new), "back_prop"))
    wanted = f"is wanted. The sign is wrong. Yours has `{new}` where the course's has `"
    assert wanted in str(answer.value)
    assert "effect" not in str(answer.value)


def test_it_is_named_as_an_effect_where_the_numbers_say_nothing():
    source = source_of(inspect.unwrap(helpers.deriv_sigmoid)).replace("A * (1 - A)", "Z * (1 - Z)")
    with pytest.raises(NotRight) as answer:
        helpers.check_deriv_sigmoid(write(source, "deriv_sigmoid"))
    place, effect = str(answer.value).split(" It has the effect of this mistake: ")
    assert place.endswith("Yours has `Z * (1 - Z)` where the course's has `A * (1 - A)`.")
    assert effect == "Apply the sigmoid first: A = sigmoid(Z)."


def test_what_the_numbers_say_comes_before_a_known_mistake_elsewhere():
    source = source_of(inspect.unwrap(helpers.image_gradient))
    source = source.replace("W1.T @ dZ1", "W1.T @ dZ1 * Y.size")
    with pytest.raises(NotRight) as answer:
        helpers.check_image_gradient(write(source, "image_gradient"))
    assert "is 1/n missing? Yours has `W1.T @ dZ1 * Y.size`" in str(answer.value)
    assert "effect" not in str(answer.value)


def test_a_known_mistake_in_the_same_line_is_named():
    """(A1 - A1 * A1) * -1 is, in numbers, the known A1 * (A1 - 1)."""
    source = BACK_PROP.replace("dA1 * A1 * (1 - A1)", "-dA1 * (1 - A1) * A1")
    with pytest.raises(NotRight) as answer:
        helpers.check_back_prop(write(source, "back_prop"))
    assert "1 - A1, not A1 - 1" in str(answer.value)


def invert(x):
    with np.errstate(all="ignore"):
        return 1 / x


def test_something_else_for_a_with_is_named():
    source = source_of(invert).replace('with np.errstate(all="ignore")', "if x.size > 1")
    sentence = say(invert, source, call(np.zeros(1)))
    assert sentence == (
        'Yours has `if x.size > 1:` where the course\'s has `with np.errstate(all="ignore"):`.'
    )


def test_lines_that_are_changed():
    one = "a\nb\nc\nd\n"
    assert changed_lines(one, one) == set()
    assert changed_lines(one, "a\nB\nC\nd\n") == {2, 3}
    assert changed_lines(one, "a\nb\nnew\nc\nd\n") == set()
    assert changed_lines(one, "b\nc\n") == {1, 4}


def stops(source, name):
    """What the function of this source raises for X, and the function."""
    given = write(source, name)
    with pytest.raises(Exception) as raised:
        given(X)
    return raised.value, given


def test_whether_an_exception_comes_from_the_function_itself():
    own = "def outer(X):\n    def inner():\n        return X @ X\n    return inner()\n"
    assert stops_inside(*stops(own, "outer"))
    numpy = "def outer(X):\n    return np.linalg.inv(X)\n"
    assert stops_inside(*stops(numpy, "outer"))
    other = "def other(X):\n    return X @ X\n\n\ndef outer(X):\n    return other(X)\n"
    assert not stops_inside(*stops(other, "outer"))
    error, _ = stops(other, "outer")
    assert stops_inside(error.with_traceback(None), write(other, "outer"))


def test_nothing_is_guessed_of_an_error_in_a_function_that_is_called():
    """one_hot(A2) stops in one_hot, whose loops are not at fault."""
    one_hot = write(source_of(inspect.unwrap(helpers.one_hot)), "one_hot")
    source = BACK_PROP.replace("one_hot(Y, A2.shape[0])", "one_hot(A2)")
    with pytest.raises(NotRight) as answer:
        helpers.check_back_prop(write(source, "back_prop", one_hot=one_hot))
    assert "Yours has `one_hot(A2)` where" in str(answer.value)
    assert "range(...)" not in str(answer.value)


def test_long_code_is_cut():
    source = f"def layer_product(W, b, X):\n    return W @ X{' - b' * 30}\n"
    sentence = say(helpers.layer_product, source, LAYER)
    assert f"`{('W @ X' + ' - b' * 30)[:69]}...`" in sentence


@pytest.mark.parametrize(
    ("mine", "theirs", "shown"),
    [
        ("a" * 72, "b", ["a" * 72, "b"]),
        ("a" * 73, "b", ["a" * 69 + "...", "b"]),
        (
            "a" * 60 + "b",
            "a" * 60 + "c" * 13,
            ["..." + "a" * 24 + "b", "..." + "a" * 24 + "c" * 13],
        ),
        ("a" * 60 + "b", "a" * 60 + "c" * 12, ["a" * 60 + "b", "a" * 60 + "c" * 12]),
    ],
)
def test_long_lines_are_cut_to_where_they_differ(mine, theirs, shown):
    assert differences.cut(mine, theirs) == shown


def test_what_goes_over_several_lines_is_shown_in_one():
    source = (
        "def layer_product(W, b, X):\n    return np.subtract(\n        W @ X,\n        b,\n    )\n"
    )
    assert "`np.subtract(W @ X, b, )`" in say(helpers.layer_product, source, LAYER)


def test_is_written_as():
    given = write("def layer_product(A, c, x):\n    return A @ x - c\n", "layer_product")
    assert is_written_as(given, "def layer_product(W, b, X):\n    return W @ X - b\n")
    assert not is_written_as(given, source_of(helpers.layer_product))
    assert not is_written_as(np.tanh, source_of(helpers.layer_product))
