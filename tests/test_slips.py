"""One thing wrong in a function that no table of mistakes has: the check says which."""

import ast
import inspect
import re
import threading
import time

import numpy as np
import pytest

import helpers
from helpers.network import functions, layers, two_layer
from helpers.teaching import check_optimisers, endless, judge, outcomes, tasks as teaching_tasks
from helpers.teaching.answers import WORK_IT_OUT, NotRight, guess_number
from helpers.teaching.slips import changed, run, say_slip, slips, source_of
from helpers.training import machines, optimisers

pytestmark = pytest.mark.usefixtures("no_hurry")
CODE = """
def mean_of(a, b):
    if a.shape != b.shape:
        raise ValueError(f"{a - b}")
    total = np.sum(a @ b.T, axis=0, keepdims=True)
    total -= a
    return total / 2, b
"""


def said(code):
    return [say_slip(old, new).split("gives the same ")[1] for _, old, new in slips(code)]


@pytest.mark.parametrize(
    "words",
    [
        "with `np.sum(a @ b.T, axis=1, keepdims=True)` in the place of "
        "`np.sum(a @ b.T, axis=0, keepdims=True)`.",
        "with `np.sum(a @ b.T, axis=0)` in the place of `np.sum(a @ b.T, axis=0, keepdims=True)`.",
        "with `np.mean(a @ b.T, axis=0, keepdims=True)` in the place of "
        "`np.sum(a @ b.T, axis=0, keepdims=True)`.",
        "with `a @ b` in the place of `a @ b.T`.",
        "with `a * b.T` in the place of `a @ b.T`.",
        "with `b.T @ a` in the place of `a @ b.T`.",
        "with `a @ a.T` in the place of `a @ b.T`.",
        "with `total` in the place of `total / 2`.",
        "with `total * 2` in the place of `total / 2`.",
        "with `total / 3` in the place of `total / 2`.",
        "with `(b, total / 2)` in the place of `(total / 2, b)`.",
        "with `total += a` in the place of `total -= a`.",
        "with `total = a` in the place of `total -= a`.",
        "without `total -= a`.",
        "with `a.shape == b.shape` in the place of `a.shape != b.shape`.",
    ],
)
def test_what_is_likely_to_be_mistaken_is_tried(words):
    assert words in said(CODE)


def others(expression):
    """All that stands in the place of an expression, in which nothing is a variable."""
    trees = [tree for tree, *_ in slips(f"def f():\n    return {expression}\n")]
    return [ast.unparse(tree.body[0].body[0]).removeprefix("return ") for tree in trees]


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("np.sum(X)", ["np.mean(X)", "X", "np.sum(np.sum(X))"]),
        ("np.mean(X)", ["np.sum(X)", "X", "np.mean(np.mean(X))"]),
        ("np.max(X)", ["np.min(X)", "X", "np.max(np.max(X))"]),
        ("np.min(X)", ["np.max(X)", "X", "np.min(np.min(X))"]),
        ("np.argmax(X)", ["np.argmin(X)", "X", "np.argmax(np.argmax(X))"]),
        ("np.zeros(X)", ["np.ones(X)", "X", "np.zeros(np.zeros(X))"]),
        ("np.ones(X)", ["np.zeros(X)", "X", "np.ones(np.ones(X))"]),
        ("np.square(X)", ["np.sqrt(X)", "X", "np.square(np.square(X))"]),
        ("np.sqrt(X)", ["np.square(X)", "X", "np.sqrt(np.sqrt(X))"]),
        ("np.maximum(X, Y)", ["np.minimum(X, Y)", "np.maximum(Y, X)", "X", "Y", "np.maximum(X)"]),
        ("f(X, Y, Z)", ["f(X, Y)"]),
        ("f(X, dtype=d)", ["f(X)", "X", "f(f(X, dtype=d), dtype=d)"]),
        ("f(X, axis=a)", ["f(X)", "X", "f(f(X, axis=a), axis=a)"]),
        ("X @ Y", ["Y @ X", "X.T @ Y", "X @ Y.T", "X + Y", "X - Y", "X * Y", "X / Y", "X", "Y"]),
        ("X + Y", ["X - Y", "X * Y", "X / Y", "X @ Y", "X", "Y"]),
        ("X is None", ["X is not None"]),
        ("X is not None", ["X is None"]),
        ("X < Y", [f"X {sign} Y" for sign in ("<=", ">", ">=", "==", "!=")]),
        ("X.T", ["X"]),
        ("-X", ["X"]),
        ("5", ["6", "4"]),
        ("True", ["False"]),
        ("(X, Y, Z)", ["(Y, X, Z)"]),
    ],
)
def test_all_that_is_tried_in_the_place_of_an_expression(expression, wanted):
    negative = ast.unparse(ast.UnaryOp(ast.USub(), ast.parse(expression, mode="eval").body))
    assert sorted(others(expression)) == sorted([negative, *wanted])


def test_axes_are_exchanged_and_attributes_of_self_mixed_up():
    # once as the other axis, and once as a number that is one off
    assert others("np.sum(X, axis=0)").count("np.sum(X, axis=1)") == 2
    assert others("np.sum(X, axis=1)").count("np.sum(X, axis=0)") == 2
    method = "def f(self, X):\n    self.a, self.b = X, 2 * X\n    return self.a\n"
    made = [ast.unparse(tree.body[0].body[-1]) for tree, *_ in slips(method)]
    assert "return self.b" in made and "return X.a" not in made


@pytest.mark.parametrize("change", [("Z > 9", "Z > 1"), ("Z > 0", "Z > 1", "Z > 0", "")])
def test_a_change_of_what_is_not_there_is_refused(change):
    with pytest.raises(ValueError, match="ReLU has no 'Z > "):
        changed(layers.ReLU, *change)


def test_a_source_begins_behind_its_decorators():
    for right in (two_layer.back_prop, layers.ReLU, optimisers.Adam):
        right = inspect.unwrap(right)
        kind = "class" if inspect.isclass(right) else "def"
        assert source_of(right).startswith(f"{kind} {right.__name__}")


def test_each_change_has_something_new():
    with pytest.raises(ValueError, match="shorter"):
        changed(layers.ReLU, "Z > 0", "Z > 1", "leak")


def test_a_slip_is_in_one_place_and_never_in_what_is_said():
    original = ast.unparse(ast.parse(CODE))
    for tree, old, new in slips(CODE):
        slip = ast.unparse(tree)
        assert slip != original and ast.dump(old) != ast.dump(new)
        assert "raise ValueError(f'{a - b}')" in slip


def test_a_loop_without_end_and_a_progress_bar_are_never_made():
    assert not said("def f(n):\n    while n > 0:\n        n -= 1\n")
    assert not said("def f(n):\n    found = []\n    found.append(len(found))\n")
    bar = said("def f(n, progress):\n    return tqdm(n, disable=not progress)\n")
    assert bar and not any("not n" in words for words in bar)


@pytest.mark.parametrize(
    ("check", "right", "change", "words"),
    [
        ("check_relu", layers.ReLU, ("Z > 0", "Z > 1"), "with `Z > 1` in the place of `Z > 0`."),
        ("check_adam", optimisers.Adam, ("self.beta2**self.steps", "self.beta1**self.steps"),
         "with `self.beta1 ** self.steps` in the place of `self.beta2 ** self.steps`."),
        ("check_add_gradients", machines.add_gradients, ("a + b", "a * b"),
         "with `a * b` in the place of `a + b`."),
        ("check_numerical_gradient", helpers.numerical_gradient, ("kept - eps", "kept * eps"),
         "with `kept * eps` in the place of `kept - eps`."),
    ],
)  # fmt: skip
def test_a_slip_that_no_table_has_is_named(check, right, change, words, capsys):
    right = inspect.unwrap(right)
    with pytest.raises(NotRight) as answer:
        getattr(helpers, check)(run(changed(right, *change), right))
    assert str(answer.value).endswith(words)
    assert capsys.readouterr() == ("", "")


def test_what_is_no_single_slip_is_left_to_be_worked_out():
    def odd(inputs, units):
        return np.cbrt(7 / inputs)

    with pytest.raises(NotRight) as answer:
        helpers.check_he(odd)
    assert str(answer.value).endswith(WORK_IT_OUT)


def test_of_two_mistakes_the_one_that_shows_first_is_named():
    def add_gradients(one, other):
        return [a * b for a, b in zip(one, other, strict=False)]  # and no length is refused

    with pytest.raises(NotRight) as answer:
        helpers.check_add_gradients(add_gradients)
    assert str(answer.value).endswith("with `a * b` in the place of `a + b`.")


def test_it_gives_up_after_its_time(monkeypatch):
    monkeypatch.setattr(judge, "PATIENCE", 0)
    with pytest.raises(NotRight) as answer:
        helpers.check_relu(changed(layers.ReLU, "Z > 0", "Z > 1"))
    assert "in the place of" not in str(answer.value)


@pytest.mark.parametrize("right", [functions.sigmoid, functions.softmax, two_layer.back_prop])
def test_the_right_code_is_no_slip_of_itself(right):
    source = source_of(inspect.unwrap(right))
    assert all(ast.unparse(tree) != ast.unparse(ast.parse(source)) for tree, *_ in slips(source))


FROM_OUTSIDE = np.ones((3, 4))


def test_an_array_of_the_notebook_in_the_place_of_an_argument_is_named():
    def forward_prop(W1, b1, W2, b2, X):
        return helpers.forward_prop(W1, b1, W2, b2, FROM_OUTSIDE)

    with pytest.raises(NotRight, match="It uses `FROM_OUTSIDE` from outside: use what is handed"):
        helpers.check_forward_prop(forward_prop)


class InPlace(layers.Dense):
    def gradients(self, dZ):
        dZ /= dZ.shape[1]
        return super().gradients(dZ)


def test_what_a_class_changes_in_place_is_noticed_and_spoils_nothing():
    with pytest.raises(NotRight, match="It changes what was handed in"):
        helpers.check_dense(InPlace)
    helpers.check_dense(layers.Dense)


def test_a_list_in_the_place_of_an_array_is_named():
    with pytest.raises(NotRight, match=re.escape("Put np.array(...) around it.")):
        helpers.check_sigmoid(lambda Z: helpers.sigmoid(Z).tolist())


@pytest.mark.parametrize(
    ("array", "words"),
    [
        ([[1.0, -2, 0], [0, 4, 6]], "What is behind the point is cut off"),
        ([[1.5, -2.5, 9], [0.5, 4.5, 9]], "Only the last column is wrong"),
        ([[0.0, -2.5, 0.25], [0.0, 4.5, 6.0]], "Only the first column is wrong"),
        ([[1.5, 0, 0.25], [0.5, 0, 6.0]], "What is not right is still 0"),
    ],
)
def test_lost_fractions_and_lost_columns_are_seen(array, words):
    right = np.array([[1.5, -2.5, 0.25], [0.5, 4.5, 6.0]])
    assert guess_number(np.array(array), right, None).startswith(words)


def test_a_loop_without_end_is_stopped_and_said(monkeypatch):
    monkeypatch.setattr(endless, "LONG", 0.3)

    def layer_loop(W, b, X):
        unit = 0
        while unit < len(W):
            Z = np.sum(W[unit] * X[:, 0]) + b[unit, 0]
        return Z

    def tree_sum(parts, add):
        while parts:
            parts = [*parts]

    def full_gradient(W1, b1, W2, b2, X, Y, slice_size=2000):
        def work_on(i):
            while i >= 0:
                i += 1

        return list(helpers.on_every_core(work_on, range(0, Y.size, slice_size)))

    for check, given in [
        (helpers.check_full_gradient, full_gradient),
        (helpers.check_layer_loop, layer_loop),
        (helpers.check_tree_sum, tree_sum),
    ]:
        with pytest.raises(NotRight, match=f"{given.__name__}: it does not end, or takes"):
            check(given)


def test_what_ends_in_time_is_left_alone(monkeypatch):
    """Though the timer's thread may already be on its way when the code ends."""
    begun = []

    class Late:
        def __init__(self, target, daemon):
            begun.append(target)
            assert daemon

        def start(self):
            pass

    monkeypatch.setattr(threading, "Thread", Late)
    monkeypatch.setattr(endless, "LONG", 0)
    with endless.stopped_when_endless():
        pass
    (stop,) = begun
    stop()
    for _ in range(1000):
        pass  # nothing comes late


def test_what_catches_all_errors_is_stopped_too(monkeypatch):
    monkeypatch.setattr(endless, "LONG", 0.3)
    caught = []

    def retry(X):
        while len(caught) < 2:
            try:
                while True:
                    pass
            except:  # noqa: E722
                caught.append(1)
        while True:
            try:
                caught.copy()  # Python 3.15 lets nobody in where each call fails, not Ctrl+C either
                int("none")
            except Exception:
                pass

    with pytest.raises(NotRight, match="softmax: it does not end, or takes more than 0.3 seconds"):
        helpers.check_softmax(retry)
    assert len(caught) == 2


def test_a_task_that_ends_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(endless, "LONG", 60)
    before = threading.active_count()
    with endless.stopped_when_endless():
        assert threading.active_count() == before + 1
    for _ in range(100):
        if threading.active_count() == before:
            break
        time.sleep(0.05)
    assert threading.active_count() == before


def test_what_is_nan_is_called_no_slip():
    class Adam(optimisers.Adam):
        def step(self, gradients, lr):
            for param in self.params:
                param *= np.nan

    tasks = [teaching_tasks.use(check_optimisers.steps)]
    with np.errstate(all="ignore"):
        assert judge.find_slip(optimisers.Adam, Adam, tasks) == ""


def test_few_numbers_that_are_alike_by_chance_are_called_no_slip():
    """One task: 0.25 is the mean of a < 2, too."""
    tasks = [teaching_tasks.call(np.array([1, 2, 3, 4]), np.array([1, 0, 0, 0]))]
    tasks.append(teaching_tasks.call(np.array([1, 2]), np.array([1, 2])))
    accuracy = inspect.unwrap(helpers.get_accuracy)
    assert judge.find_slip(accuracy, lambda predictions, Y: 0.25, tasks) == ""


def test_what_is_no_number_is_never_alike():
    assert not outcomes.same(np.array([{}]), np.array([{}]))


def test_who_refuses_what_is_good_is_told_and_who_hands_on_wrongly_is_told_so(capsys):
    def update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, lr):
        raise ValueError("no")

    def make_predictions(X, W1, b1, W2, b2):
        return helpers.get_predictions(helpers.forward_prop(X, W1, b1, W2, b2)[3])

    def record(*given):
        raise KeyError("loss")

    for check, given, words, other in [
        ("check_update_params", update_params, "is good, and no reason to stop", "hand over"),
        ("check_make_predictions", make_predictions, "What does this line hand over", "is good"),
        ("check_to_columns", record, "There is no such key", "is good"),
    ]:
        with pytest.raises(NotRight) as answer:
            getattr(helpers, check)(given)
        assert words in str(answer.value) and other not in str(answer.value)
