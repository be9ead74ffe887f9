"""Training on all samples at once: against a plain float64 version of the seed's algorithm."""

import inspect
import sys

import numpy as np
import pytest
from contenders import plain
from small import tiny

import helpers


def test_curves_are_those_of_the_plain_version(digits):
    start = helpers.init_params(np.random.default_rng(3))
    kept = [p.copy() for p in start]
    _, history = helpers.gradient_descent(*digits, 0.7, 100, *start, progress=False)
    X, Y, X_test, Y_test = digits
    wide = X.astype(float), Y, X_test.astype(float), Y_test
    train, test = plain(*wide, 0.7, 100, *[p.astype(float) for p in start])
    assert history["updates"] == list(range(101))
    assert np.abs(np.array(history["train_accuracy"]) - train).max() <= 0.003
    assert np.abs(np.array(history["test_accuracy"]) - test).max() <= 0.003
    assert history["test_accuracy"][-1] > 0.75
    assert all((p == q).all() for p, q in zip(start, kept, strict=True)), "changed in place"


def test_the_last_entry_measures_the_weights_returned_and_training_goes_on(digits):
    X, Y, X_test, Y_test = digits
    rng = np.random.default_rng
    half, first = helpers.gradient_descent(*digits, 0.7, 4, rng=rng(0), progress=False)
    loss = helpers.cross_entropy(helpers.forward_prop(*half, X)[3], Y)
    assert first["loss"][-1] == pytest.approx(loss, rel=1e-5)
    assert first["test_accuracy"][-1] == helpers.get_accuracy(
        helpers.make_predictions(X_test, *half), Y_test
    )
    _, second = helpers.gradient_descent(*digits, 0.7, 3, *half, progress=False)
    _, whole = helpers.gradient_descent(*digits, 0.7, 7, rng=rng(0), progress=False)
    assert first["loss"] + second["loss"][1:] == whole["loss"]


@pytest.mark.parametrize("size", [1, 7, 30, 99])
def test_slices_add_up_to_the_whole_gradient(size):
    rng = np.random.default_rng(2)
    params = helpers.init_params(rng, dtype=np.float64)
    X, Y = rng.random((784, 30)), rng.integers(0, 10, 30)
    A2, gradient = helpers.full_gradient(*params, X, Y, size)
    forward = helpers.forward_prop(*params, X)
    whole = helpers.back_prop(*forward, params[0], params[2], X, Y)
    assert np.allclose(A2, forward[3], rtol=1e-12)
    for part, array in zip(gradient, whole, strict=True):
        assert np.abs(part - array).max() <= 1e-12 * np.abs(array).max()


def test_training_keeps_float32(digits):
    params, _ = helpers.gradient_descent(
        *digits, 0.7, 1, rng=np.random.default_rng(0), progress=False
    )
    assert [param.dtype for param in params] == [np.float32] * 4


@pytest.mark.parametrize("lr", [np.float64(0.7), np.float32(0.7), 1, np.int64(1)])
def test_training_keeps_float32_whatever_the_learning_rate_is(few, lr):
    params, history = run(few, lr=lr)
    assert [param.dtype for param in params] == [np.float32] * 4
    assert all(type(number) is float for number in history["loss"])


@pytest.fixture
def few(digits):
    """Names and values of a small call of gradient_descent."""
    X, Y, X_test, Y_test = (np.array(array[..., ::100]) for array in digits)
    given = {"X": X, "Y": Y, "X_test": X_test, "Y_test": Y_test, "lr": 0.7, "epochs": 1}
    return given | {"rng": np.random.default_rng(0), "progress": False}


def run(few, **changed):
    return helpers.gradient_descent(**(few | changed))


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (
            "X",
            lambda X: X.T,
            "X has the shape (40, 784), but (784, n) is wanted. Did you mean X.T?",
        ),
        ("X", lambda X: X[:, :0], "X has the shape (784, 0): it is empty."),
        ("X", lambda X: X.tolist(), "X must be a NumPy array, not list."),
        ("X", lambda X: None, "X must be a NumPy array, not NoneType."),
        ("Y", lambda Y: Y[1:], "Y has the shape (39,), but (40,) is wanted to fit X."),
        ("Y", lambda Y: Y + 1, "the labels in Y must be from 0 to 9, but they go from 1 to 10."),
        ("Y", lambda Y: Y * 1.0, "Y must hold whole numbers (labels), not float64."),
        ("X_test", lambda X: X.T, "X_test has the shape (10, 784), but (784, n_test) is wanted"),
        ("X_test", lambda X: X[:, :0], "X_test has the shape (784, 0): it is empty."),
        ("X_test", lambda X: X + np.nan, "X_test holds numbers that are not finite."),
        ("Y_test", lambda Y: Y[1:], "Y_test has the shape (9,), but (10,) is wanted to fit X_test"),
        ("Y_test", lambda Y: Y + 1, "the labels in Y_test must be from 0 to 9"),
        ("Y_test", lambda Y: Y * 1.0, "Y_test must hold whole numbers (labels), not float64."),
        ("lr", lambda lr: 0, "lr must be a number above 0, not 0."),
        ("lr", lambda lr: np.nan, "lr must be a number above 0, not nan."),
        ("lr", lambda lr: np.inf, "lr must be a number above 0, not inf."),
        ("lr", lambda lr: None, "lr must be a number above 0, not None."),
        ("epochs", lambda epochs: -1, "epochs must be a whole number of at least 0, not -1."),
        ("epochs", lambda epochs: 1.5, "epochs must be a whole number of at least 0, not 1.5."),
        ("rng", lambda rng: 0, "rng must be a random generator, such as"),
    ],
)
def test_gradient_descent_refuses(few, name, change, message):
    with pytest.raises(ValueError) as caught:
        run(few, **{name: change(few[name])})
    assert str(caught.value).startswith(f"gradient_descent: {message}")


def test_given_weights_say_what_fits_and_how_many_classes_there_are():
    *params, X, Y = tiny()
    names = dict(zip(("W1", "b1", "W2", "b2"), params, strict=True))
    given = {"X": X, "Y": Y, "X_test": X, "Y_test": Y, "lr": 0.1, "epochs": 2, "progress": False}
    result, history = helpers.gradient_descent(**given, **names)
    assert len(history["loss"]) == 3 and result[0].shape == (4, 3)
    for change, message in [
        (
            {"X": X.T},
            r"X has the shape \(5, 3\), but \(3, n\) is wanted to fit W1. Did you mean X.T",
        ),
        ({"Y": Y + 3}, "the labels in Y must be from 0 to 2"),
        ({"W2": params[2] * np.nan}, "W2 holds numbers that are not finite"),
        ({"b1": params[1][:, 0]}, r"b1 has the shape \(4,\)"),
    ]:
        with pytest.raises(ValueError, match=f"^gradient_descent: {message}"):
            helpers.gradient_descent(**(given | names | change))


def test_a_nan_stops_the_training(few):
    X = few["X"].copy()
    X[300, 3] = np.nan
    with pytest.raises(
        FloatingPointError, match="The loss became nan after 0 updates: try a small"
    ):
        run(few, X=X)
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match="after [12] updates"):
        run(few, lr=1e38, epochs=9)


@pytest.fixture
def pass_of():
    """A history, and what record takes: 4 training digits, 3 test digits, 2 classes."""
    A2 = np.array([[0.9, 0.2, 0.6, 0.5], [0.1, 0.8, 0.4, 0.5]])
    given = {"A2": A2, "Y": np.array([0, 1, 1, 1]), "test_predictions": np.array([1, 0, 1])}
    history = {"updates": [], "train_accuracy": [], "test_accuracy": [], "loss": []}
    return history, given | {"Y_test": np.array([1, 0, 0])}


def test_each_pass_is_recorded_after_those_before(pass_of):
    history, given = pass_of
    assert helpers.record(history, **given) is None
    loss = -np.log([0.9, 0.8, 0.4, 0.5]).mean()
    first = {"updates": 0, "train_accuracy": 0.5, "test_accuracy": 2 / 3, "loss": loss}
    assert history == {name: [pytest.approx(value)] for name, value in first.items()}
    given["A2"] = given["A2"][::-1]
    helpers.record(history, **given)
    assert history["updates"] == [0, 1] and history["train_accuracy"] == [0.5, 0.25]
    helpers.record(history, **given)
    assert history["updates"] == [0, 1, 2] and {len(values) for values in history.values()} == {3}
    assert all(type(number) is float for number in history["loss"] + history["test_accuracy"])


@pytest.mark.parametrize("name", ["updates", "train_accuracy", "test_accuracy", "loss"])
def test_a_history_without_all_its_lists_stays_as_it_is(pass_of, name):
    history, given = pass_of
    for broken in (history | {name: None}, {key: [] for key in history if key != name}, [history]):
        with pytest.raises(ValueError, match="^record: history must be a dict of the lists upd"):
            helpers.record(broken, **given)
    assert not any(history.values())


def test_a_loss_that_is_no_number_is_recorded_before_it_is_refused(pass_of):
    history, given = pass_of
    for _ in range(2):
        helpers.record(history, **given)
    before = {name: list(values) for name, values in history.items()}
    with pytest.raises(FloatingPointError) as caught:
        helpers.record(history, **(given | {"A2": given["A2"] * np.nan}))
    assert str(caught.value) == (
        "The loss became nan after 2 updates: try a smaller learning rate, and check that X is "
        "between 0 and 1."
    )
    assert {name: values[:2] for name, values in history.items()} == before
    assert history["updates"] == [0, 1, 2] and np.isnan(history["loss"][2])
    assert [len(values) for values in history.values()] == [3] * 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"A2": np.ones((4, 2)) / 2}, r"A2 has the shape \(4, 2\).* Did you mean A2.T"),
        ({"A2": np.ones((2, 0)), "Y": np.ones(0, int)}, "A2 has the shape .*: it is empty"),
        ({"Y": np.array([0, 1, 1, 2])}, "the labels in Y must be from 0 to 1"),
        ({"test_predictions": np.ones(0, int)}, "test_predictions .* it is empty"),
        ({"Y_test": np.array([1, 0])}, r"Y_test has the shape \(2,\), but \(3,\) is wanted to fit"),
        ({"Y_test": np.array([1, 0, 2])}, "the labels in Y_test must be from 0 to 1"),
    ],
)
def test_what_cannot_be_measured_leaves_no_trace(pass_of, change, message):
    history, given = pass_of
    with pytest.raises(ValueError, match=f"^record: .*{message}"):
        helpers.record(history, **(given | change))
    assert not any(history.values())


def test_no_epoch_measures_the_start_only(few):
    params, history = run(few, epochs=0)
    assert history["updates"] == [0] and [len(values) for values in history.values()] == [1] * 4
    start = helpers.init_params(np.random.default_rng(0))
    assert all((p == q).all() for p, q in zip(params, start, strict=True))


def test_the_progress_bar_shows_only_when_it_is_wanted(few, capsys):
    run(few)
    assert capsys.readouterr().err == ""
    run(few, progress=True)
    shown = capsys.readouterr().err
    assert "training: 100%" in shown and "2/2" in shown
    few.pop("progress")
    run(few)
    assert "training" in capsys.readouterr().err, "it is the default"


@pytest.mark.parametrize("size", [0, -1, 2.5, None])
def test_slices_have_a_size(few, size):
    params = helpers.init_params(np.random.default_rng(0))
    with pytest.raises(
        ValueError, match="full_gradient: slice_size must be a whole number of at least 1"
    ):
        helpers.full_gradient(*params, few["X"], few["Y"], size)
    with pytest.raises(ValueError, match="full_gradient: X .* is empty"):
        helpers.full_gradient(*params, few["X"][:, :0], few["Y"][:0])


def test_slices_are_of_2000_by_default(digits, monkeypatch):
    module = sys.modules[inspect.unwrap(helpers.full_gradient).__module__]
    seen, forward = [], module.forward_prop
    monkeypatch.setattr(
        module, "forward_prop", lambda *a: seen.append(a[4].shape[1]) or forward(*a)
    )
    params = helpers.init_params(np.random.default_rng(0))
    helpers.full_gradient(*params, digits[0][:, :3999], digits[1][:3999])
    assert sorted(seen) == [1999, 2000]  # on two cores, either may begin


@pytest.mark.parametrize("missing", range(4))
def test_one_missing_weight_is_noticed(missing):
    params = list(helpers.init_params(np.random.default_rng(0)))
    assert helpers.start_params(*params, None)[0] is params[0]
    params[missing] = None
    with pytest.raises(ValueError, match="Give all of W1, b1, W2 and b2, or none of them"):
        helpers.start_params(*params, np.random.default_rng(0))
    with pytest.raises(ValueError, match="init_params: rng must be"):
        helpers.start_params(*[None] * 4, 0)


def test_start_weights_are_all_or_none(digits):
    W1 = np.zeros((40, 784), np.float32)
    with pytest.raises(ValueError, match="all of W1"):
        helpers.gradient_descent(*digits, 0.7, 1, W1)
    with pytest.raises(ValueError, match="rng"):
        helpers.gradient_descent(*digits, 0.7, 1)


def test_without_weights_it_asks_for_an_rng():
    *_, X, Y = tiny(inputs=784)
    with pytest.raises(ValueError, match="^Give start weights, or rng=np.random.default_rng"):
        helpers.gradient_descent(X, Y, X, Y, 0.1, 1, progress=False)


def test_the_gradient_of_other_labels_than_digits_is_refused():
    *weights, X, Y = tiny()
    for labels in (Y[1:], np.append(Y, 0)):
        with pytest.raises(ValueError, match=r"^full_gradient: Y has the shape \([46],\), but"):
            helpers.full_gradient(*weights, X, labels)


def test_predictions_that_are_none_leave_no_trace():
    history = {name: [] for name in ("updates", "train_accuracy", "test_accuracy", "loss")}
    A2, Y = np.array([[0.9, 0.2], [0.1, 0.8]]), np.array([0, 1])
    with pytest.raises(ValueError, match="whole numbers"):
        helpers.record(history, A2, Y, np.array([0.0, 1.0]), Y)
    assert not any(history.values())
    helpers.record(history, A2, Y, Y, Y)
    assert [len(each) for each in history.values()] == [1] * 4
