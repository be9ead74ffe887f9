"""The clinic: planted diseases are named, healthy networks are left alone, nothing is changed."""

import copy
import warnings

import numpy as np
import pytest
from diseases import CASES, HEALTHY, Lab, Scale

from helpers import (
    Conv,
    Dense,
    MaxPool,
    Network,
    ReLU,
    Reshape,
    Sigmoid,
    back_prop,
    examine,
    get_accuracy,
    gradient_descent,
    init_params,
    make_predictions,
)
from helpers.teaching.findings import FOLLOWS, LESSONS, Findings


@pytest.fixture
def ask(digits, record_property):
    """What examine says of a case, as a function of it; it must not warn. conftest.py prints it."""
    return lambda case: _ask(case, digits, record_property)


def _ask(case, digits, record_property):
    given = case.make(Lab(digits))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = examine(**given)
    kinds = [finding.kind for finding in found if finding.level != "healthy"]
    record_property("said", f"{case.name:40} {', '.join(kinds) or 'healthy'}")
    return found


def cases(chosen):
    """Parameters of a test; what trains for long is slow."""
    marks = {True: [pytest.mark.slow], False: []}
    return [pytest.param(case, id=case.name, marks=marks[case.long]) for case in chosen]


@pytest.mark.parametrize("case", cases(CASES))
def test_a_disease_is_named_first(case, ask):
    found = ask(case)
    kinds = [finding.kind for finding in found if finding.level != "healthy"]
    assert kinds and kinds[0] in case.first, found
    assert not set(kinds) & set(case.never), found
    assert found[0].symptom and found[0].cause and found[0].remedy and found[0].lesson


@pytest.mark.parametrize("case", cases(HEALTHY))
def test_a_healthy_network_raises_no_alarm(case, ask):
    found = ask(case)
    assert found.ill == []
    assert {"pixels", "gradient"} <= {finding.kind for finding in found}, "well is said to be well"


def test_there_are_enough_of_them():
    assert len(CASES) >= 60 and len(HEALTHY) >= 20
    assert sum(case.name.startswith("report_") for case in CASES) >= 10
    named = {kind for case in CASES for kind in (*case.first, *case.never)}
    assert named <= set(LESSONS)
    assert set(FOLLOWS) <= set(LESSONS) and set().union(*FOLLOWS.values()) <= set(LESSONS)


def copied():
    """A network whose params are no longer its layers' arrays."""
    network = Network(Dense(np.random.default_rng(0), 784, 10))
    network.params = [param.copy() for param in network.params]
    return network


def two(seed=0):
    return init_params(np.random.default_rng(seed))


def test_nothing_is_changed_and_twice_says_the_same(digits):
    X, Y, X_test, Y_test = (array[..., :300].copy() for array in digits)
    params, history = gradient_descent(X, Y, X_test, Y_test, 0.7, 5, *two(), progress=False)
    network = Network(Dense(np.random.default_rng(0), 784, 9), Sigmoid(), Dense(
        np.random.default_rng(1), 9, 10))  # fmt: skip
    for given in (params, network):
        options = {"history": history, "X_test": X_test, "Y_test": Y_test, "lr": 0.5}
        kept = copy.deepcopy((given, X, Y, options))
        first, second = examine(given, X, Y, **options), examine(given, X, Y, **options)
        assert str(first) == str(second)
        before = [kept[1], kept[2], *(kept[0] if given is params else kept[0].params)]
        after = [X, Y, *(given if given is params else given.params)]
        assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
        assert all(a.dtype == b.dtype for a, b in zip(before, after, strict=True))
        assert history == kept[3]["history"]


def test_it_prints_as_a_report(digits):
    X, Y = digits[0][:, :200], digits[1][:200]
    found = examine(two(), X * 255, Y)
    assert isinstance(found, Findings) and isinstance(found, list)
    text = repr(found)
    assert text == str(found) and text.startswith("One thing is ill:\n!! X goes from 0 to 255,")
    assert "Likely: the pixels were not divided by 255" in " ".join(text.split())
    assert "(Lesson 1)" in text and max(map(len, text.splitlines())) < 80
    assert str(examine(two(), X, Y)).startswith("Nothing ill was found.\nok X goes from 0 to 1")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"network": 3}, r"examine wants \(W1, b1, W2, b2\) or a Network, not int."),
        ({"network": two()[:3]}, "four arrays, not 3"),
        ({"network": [*two()[:3], "b2"]}, "b2 must be a NumPy array, not str"),
        ({"network": two()[::-1]}, "W1 .hidden, 784., .* are wanted, not W1"),
        ({"network": Network}, "or a Network, not type"),
        ({"network": Network(Scale(784))}, "no layer of this network has weights"),
        ({"network": copied()}, "network.params must be the layers' own arrays"),
        ({"X": [[1.0]]}, "X must be a NumPy array, not list"),
        ({"X": np.zeros((3, 4))}, r"X has the shape \(3, 4\), but \(784, n\) is wanted"),
        ({"X": np.zeros((784, 0))}, "it is empty"),
        ({"X": np.zeros(784)}, r"X has the shape \(784,\)"),
        ({"history": 3}, "history must be what train or gradient_descent returns"),
        ({"history": {}}, "history must be"),
        ({"history": {"loss": "abc"}}, "must be a list of numbers"),
        ({"history": {"loss": [1, 2], "train_accuracy": [1]}}, "must be as long as"),
        ({"lr": 0}, "^examine: lr must be a number above 0, not 0"),
        ({"lr": "x"}, "lr must be a number above 0"),
        ({"optimiser": "RMS"}, 'optimiser must be "SGD" or "Adam", not RMS'),
        ({"back_prop": 3}, "back_prop must be a function"),
        ({"X_test": [[0.5]]}, "X_test must be a NumPy array, not list"),
        ({"X_test": np.zeros((3, 4))}, r"X_test has the shape \(3, 4\), not \(784, m\)"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(change, message, digits):
    given = {"network": two(), "X": digits[0][:, :50], "Y": digits[1][:50]} | change
    with pytest.raises(ValueError, match=message):
        examine(**given)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda g, n: [-a for a in g], "The sign is wrong"),
        (lambda g, n: [n * a for a in g], "is 1/n missing"),
        (lambda g, n: [a / n for a in g], "is 1/n in it twice"),
        (lambda g, n: [g[0].T, *g[1:]], "transposed"),
        (lambda g, n: [g[0], 0 * g[1], *g[2:]], "All of it is 0"),
        (lambda g, n: [g[0], g[1][:, 0], *g[2:]], "keepdims=True keeps it"),
        (lambda g, n: g[:3], "The gradient has 3 arrays for 4 of weights"),
        (lambda g, n: g[0] @ g[0], "The gradient was not calculated: it stops"),
    ],
)
def test_how_a_gradient_is_wrong(change, words, digits):
    def mine(*arguments):
        return change(list(back_prop(*arguments)), arguments[-1].size)

    found = examine(two(), digits[0][:, :80], digits[1][:80], back_prop=mine)
    assert found[0].kind == "gradient" and words in " ".join(str(found[0]).split())


def test_a_back_prop_without_return_is_told_so():
    params = init_params(np.random.default_rng(0))
    X, Y = np.random.default_rng(1).random((784, 50), dtype=np.float32), np.arange(50) % 10
    found = examine(params, X, Y, back_prop=lambda *_: None)
    (said,) = [one for one in found.ill if one.kind == "gradient"]
    assert "0 arrays for 4 of weights" in said.symptom and "return one array" in said.cause


def test_of_many_digits_some_are_looked_at(digits):
    X, Y = digits[0][:, :2100], digits[1][:2100]
    for given in (X, X.T):
        found = examine(two(), given, Y)
        assert {"labels", "gradient"} <= {f.kind for f in found if f.level == "healthy"}
        assert [f.kind for f in found.ill] == (["rows-for-columns"] if given is not X else [])


def some_of(digits):
    """300 to learn from and 300 to test on, in any order."""
    order = np.random.default_rng(0).permutation(digits[3].size)[:300]
    return [array[..., order] for array in digits]


def test_test_digits_in_rows_and_labels_that_are_missing(digits):
    X, Y, X_test, Y_test = some_of(digits)
    found = examine(two(), X, Y, X_test=X_test.T, Y_test=Y_test)
    assert [f.kind for f in found.ill] == ["rows-for-columns"]
    assert found[0].symptom.startswith("X_test has the shape (300, 784)")
    with pytest.raises(ValueError, match=r"Y_test has 299 labels for \(784, 300\)"):
        examine(two(), X, Y, X_test=X_test, Y_test=Y_test[1:])


def test_the_gap_between_training_and_test_digits_is_measured(digits):
    X, Y, X_test, Y_test = some_of(digits)
    params, history = gradient_descent(X, Y, X, Y, 0.7, 60, *two(), progress=False)
    found = examine(params, X, Y, history, X_test=X_test, Y_test=Y_test)
    (gap,) = [f for f in found if f.kind in ("gap", "over-fitted")]
    predictions = [
        get_accuracy(make_predictions(A, *params), B) for A, B in ((X, Y), (X_test, Y_test))
    ]
    assert gap.symptom.startswith(
        "Train accuracy {:.1%}, test accuracy {:.1%}".format(*predictions)
    )


# Cases of diseases.py, each ill in its data alone when another network is put in.
ILL_DATA = {
    "digits_in_rows": "rows-for-columns",
    "images_transposed": "images-turned",
    "most_labels_shuffled": "labels-noisy",
    "sorted_and_cut": "labels-unbalanced",
    "two_classes_exchanged": "labels-swapped",
    "labels_as_text_or_floats": "labels-type",
    "test_digits_are_training_digits": "test-in-training",
    "test_digits_not_prepared": "test-prepared-otherwise",
}


@pytest.mark.parametrize(("name", "kind"), ILL_DATA.items())
def test_a_second_illness_in_the_network_is_named_as_well(name, kind, digits):
    (case,) = [case for case in CASES if case.name == name]
    too_large = [12 * array for array in two()]
    found = examine(**(case.make(Lab(digits)) | {"network": too_large, "history": None}))
    assert {finding.kind for finding in found.ill} == {kind, "start-too-large"}


def measured_on_test_digits(found):
    return [f.symptom for f in found if f.kind in ("gap", "over-fitted")]


def test_digits_that_it_knows_measure_nothing(digits):
    X, Y, X_test, Y_test = some_of(digits)
    params, _ = gradient_descent(X, Y, X, Y, 0.7, 60, *two(), progress=False)
    known = {"X_test": X[:, :200], "Y_test": Y[:200]}
    found = examine(params, X, Y, **known)
    assert [f.kind for f in found.ill] == ["test-in-training"]
    assert not measured_on_test_digits(found)
    assert "100% of the test images are training images" in found[0].symptom
    swapped = np.select([Y == 4, Y == 9], [9, 4], Y)
    other = examine(params, X, swapped, X_test=X_test, Y_test=Y_test)
    assert "labels-swapped" in {f.kind for f in other.ill}
    assert len(measured_on_test_digits(other)) == 1, "the illness is another"


@pytest.mark.parametrize("turn", [lambda X: X, np.transpose], ids=["columns", "rows"])
def test_test_digits_are_sought_among_all_training_digits(turn, digits):
    X, Y = digits[0][:, :2500], digits[1][:2500]
    found = examine(two(), turn(X), Y, X_test=X, Y_test=Y)
    (said,) = [f.symptom for f in found.ill if f.kind == "test-in-training"]
    assert said.startswith("100% of")


def test_illnesses_of_test_labels_bear_their_name(digits):
    X, Y, X_test, Y_test = some_of(digits)
    found = examine(two(), X, Y, X_test=X_test, Y_test=np.full(300, 7))
    (said,) = [f.symptom for f in found.ill if f.kind == "labels-one-class"]
    assert said == "All 300 labels in Y_test are 7."
    found = examine(two(), X, Y, X_test=X_test, Y_test=np.eye(10)[Y_test])
    assert "labels-type" in {f.kind for f in found.ill}, "one-hot: said, not refused"


def test_labels_are_not_compared_with_test_images_that_are_ill(digits):
    X, Y, X_test, _ = some_of(digits)
    found = examine(two(), X, Y, X_test=255 * X_test, Y_test=np.full(300, 7))
    kinds = {f.kind for f in found.ill}
    assert "test-prepared-otherwise" in kinds and "labels-one-class" not in kinds


def layers(inputs=784, hidden=ReLU):
    rng = np.random.default_rng(0)
    return Network(Dense(rng, inputs, 40), hidden(), Dense(rng, 40, 10))


def test_a_rate_is_tried_with_the_optimiser_that_it_is_for(digits):
    X, Y = digits[0][:, :500], digits[1][:500]
    kinds = {
        word: {f.kind for f in examine(layers(), X, Y, lr=0.3, optimiser=word).ill}
        for word in ("SGD", "Adam", None)
    }
    assert kinds == {"SGD": set(), "Adam": {"rate-too-large"}, None: set()}


def test_a_rate_is_not_tried_on_what_has_been_learned(digits):
    X, Y, _, _ = some_of(digits)
    params, _ = gradient_descent(X, Y, X, Y, 1.0, 150, *two(), progress=False)
    assert get_accuracy(make_predictions(X, *params), Y) > 0.9
    assert examine(params, X, Y, lr=60).ill == []
    assert "rate-too-large" in {f.kind for f in examine(two(), X, Y, lr=60).ill}


@pytest.mark.parametrize("turn", [lambda X: X, np.transpose], ids=["columns", "rows"])
def test_a_network_of_other_inputs_than_mnist_s(turn):
    """784 samples of 64 pixels: the number of samples does not make rows of them."""
    rng = np.random.default_rng(0)
    X, Y = rng.random((64, 784), dtype=np.float32), rng.integers(0, 10, 784)
    found = examine(layers(64), turn(X), Y)
    assert "gradient" in {f.kind for f in found if f.level == "healthy"}
    assert ("rows-for-columns" in {f.kind for f in found.ill}) == (turn is np.transpose)
    X[0, 0] = np.nan
    found = examine(layers(64), turn(X), Y)
    assert "pixels-not-finite" in {f.kind for f in found.ill}
    assert "gradient" in {f.kind for f in found if f.level == "healthy"}, "on pixels at random"


def test_a_convolution_without_its_images_is_told_what_it_wants(digits):
    rng = np.random.default_rng(0)
    network = Network(Conv(rng, 1, 2, 5), Reshape(-1), Dense(rng, 2 * 24 * 24, 10))
    with pytest.raises(ValueError, match=r"Conv wants \(1, rows, columns, n\).*\(784, "):
        examine(network, digits[0][:, :50], digits[1][:50])


class Counted(ReLU):
    samples = 0

    def forward(self, Z, rng=None):
        Counted.samples = max(Counted.samples, Z.shape[-1])
        return super().forward(Z, rng)


def small_convolution():
    rng = np.random.default_rng(0)
    return Network(
        Reshape(1, 28, 28), Conv(rng, 1, 2, 5), MaxPool(), Counted(), Reshape(-1),
        Dense(rng, 2 * 12 * 12, 10),
    )  # fmt: skip


def test_as_many_digits_are_looked_at_as_are_said(digits):
    X, Y = digits[0][:, :2100], digits[1][:2100]
    for network, wanted in ((layers(hidden=Counted), 2000), (small_convolution(), 300)):
        Counted.samples = 0
        examine(network, X, Y)
        assert Counted.samples == wanted


def test_a_back_prop_that_takes_each_label_for_0(digits):
    X, Y, _, _ = some_of(digits)
    found = examine(two(), X, Y, back_prop=lambda *given: back_prop(*given[:-1], 0 * given[-1]))
    assert "gradient" in {f.kind for f in found.ill}


def test_numbers_beyond_all_measure_bring_no_warning(digits):
    X, Y, _, _ = some_of(digits)
    huge = [np.float32(1e37) * array for array in two()]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert examine(huge, X, Y).ill


def test_after_one_update_it_counts_as_trained(digits):
    X, Y, _, _ = some_of(digits)
    W1, b1, W2, b2 = two()
    b2[3] = 50
    for updates in (0, 1):
        found = examine((W1, b1, W2, b2), X, Y, {"loss": [2.3], "updates": [updates]})
        assert ("one-answer" in {f.kind for f in found.ill}) == bool(updates)
