"""Is a learning rate right? Some steps on a small network, with rates far apart."""

import re
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from helpers import SGD, Adam, Dense, Network, ReLU, Sigmoid, lenet
from helpers.network.functions import cross_entropy, softmax
from helpers.teaching.examine_rate import STEPS, can_learn, examine_rate, few_of, try_steps

N = 60


def patient(*layers, names=("params[0]",), gradients=None):
    """Three classes, told by which of three inputs is the largest."""
    rng = np.random.default_rng(0)
    X = rng.random((3, N))
    network = Network(*(layers or [Dense(rng, 3, 3, dtype=np.float64)]))
    return SimpleNamespace(
        network=network, X=X, Y=X.argmax(axis=0), names=list(names), gradients=gradients
    )


def test_steps_are_taken_on_a_copy():
    p = patient()
    before = p.network.params[0].copy()
    losses = try_steps(p.network, p.X, p.Y, 0.5, SGD)
    assert len(losses) == STEPS + 1 == 13 and (np.diff(losses) < 0).all()
    assert losses[0] == pytest.approx(cross_entropy(softmax(p.network.forward(p.X)), p.Y))
    assert (p.network.params[0] == before).all()


def test_steps_end_where_numbers_do():
    p = patient()
    p.network.params[0][0, 0] = np.nan
    assert np.isnan(try_steps(p.network, p.X, p.Y, 0.5, SGD)).tolist() == [True]

    class Breaks(Sigmoid):
        def backward(self, dA):
            return np.nan * dA

    rng = np.random.default_rng(0)
    p = patient(Dense(rng, 3, 4), Breaks(), Dense(rng, 4, 3))
    losses = try_steps(p.network, p.X, p.Y, 0.5, SGD)
    assert len(losses) == 2 and np.isfinite(losses[0]) and np.isnan(losses[1])


def test_few_samples_will_do():
    p = patient()
    p.X, p.Y = np.zeros((3, 201)), np.zeros(201, int)
    assert few_of(p)[0].shape == (3, 200) and few_of(p)[1].shape == (200,)
    p.network = lenet(np.random.default_rng(0))
    assert few_of(p)[0].shape == (3, 16) and few_of(p)[1].shape == (16,)


def test_what_can_learn_at_all():
    assert can_learn(patient())
    p = patient()
    p.Y = np.random.default_rng(1).permutation(p.Y)
    p.X = np.ones_like(p.X)
    assert not can_learn(p), "all images are the same"


@pytest.mark.parametrize(
    ("lr", "way", "kind", "better"),
    [
        (0.5, None, "rate", None),
        (0.05, None, "rate", None),
        (2e-5, None, "rate-too-small", 0.6),
        (2e-4, None, "rate-too-small", 0.2),
        (1e-3, "SGD", "rate-too-small", 1),
        (0.01, "SGD", "rate", None),
        (1e-9, None, "rate", None),  # no rate that is tried would do either
        (300, None, "rate-too-large", None),
        (300, "SGD", "rate-too-large", None),
        (0.02, "Adam", "rate", None),
        (30, "Adam", "rate-too-large", None),
        (1e-5, "Adam", "rate-too-small", 0.3),
    ],
)
def test_rates(lr, way, kind, better):
    (found,) = examine_rate(patient(), lr, way)
    assert found.kind == kind and found.level == ("healthy" if kind == "rate" else "ill")
    assert re.match(rf"12 steps of rate {lr:g} take the loss of \d+ digits from ", found.symptom)
    if kind == "rate-too-large":
        assert found.remedy == f"a tenth: {lr / 10:g}." and "(highest " in found.symptom
    if kind == "rate-too-small":
        assert found.remedy == f"nearer to {better:g}."
        assert f"with {better:g} it would be" in found.symptom


def test_a_rate_that_is_right_for_one_of_the_two_ways_is_right():
    """It is not known whether 0.003 belongs to Adam; for SGD it is too small."""
    assert examine_rate(patient(), 0.003)[0].kind == "rate"
    assert examine_rate(patient(), 0.003, "SGD")[0].kind == "rate-too-small"
    assert examine_rate(patient(names=["W1"]), 0.003)[0].kind == "rate-too-small"


def test_how_far_the_first_step_goes():
    p = patient(names=["W1"], gradients=[0.2])
    size = np.linalg.norm(p.network.params[0])
    assert f"The first changes W1 by {0.5 * 0.2 / size:.1%} of its size." in (
        examine_rate(p, 0.5)[0].symptom
    )
    assert "The first" not in examine_rate(patient(gradients=[0.2]), 0.5)[0].symptom
    assert "The first" not in examine_rate(patient(names=["W1"]), 0.5)[0].symptom


def test_a_peak_on_the_way_is_too_large_too():
    """In the end it is well, but in between the loss was three times as high."""
    rng = np.random.default_rng(0)
    p = patient(Dense(rng, 3, 40), ReLU(), Dense(rng, 40, 3))
    kinds = [examine_rate(p, lr, "SGD")[0].kind for lr in (0.3, 3, 30)]
    assert kinds[0] == "rate" and kinds[-1] == "rate-too-large"
    assert isinstance(Adam(p.network.params), Adam)


@pytest.fixture
def curve(monkeypatch):
    """Let the steps of some rates give these losses, and all others the first of them."""

    def choose(first, **more):
        asked = []

        def steps(network, X, Y, lr, way):
            asked.append((lr, way))
            return np.array(more.get(f"by_{lr:g}", first if lr == 1 else [first[0]] * 2))

        monkeypatch.setattr("helpers.teaching.examine_rate.try_steps", steps)
        return asked

    return choose


@pytest.mark.parametrize(
    ("losses", "more", "kind"),
    [
        ([2.3, 2.3, 2.7], {}, "rate-too-large"),  # 0.3 and a tenth above the start
        ([2.3, 2.7, 2.59], {}, "rate"),
        ([5, 5.4], {}, "rate"),
        ([5, 5.6], {}, "rate-too-large"),
        ([0.5, 0.7], {}, "rate"),
        ([0.5, 0.81], {}, "rate-too-large"),
        ([1, 6.1, 0.5], {}, "rate-too-large"),  # a peak on the way
        ([1, 5.9, 0.5], {}, "rate"),
        ([2, 8.9, 1], {}, "rate"),
        ([2, np.nan], {}, "rate-too-large"),
        ([2, 1.97], {"by_30": [2, 1.69]}, "rate-too-small"),
        ([2, 1.97], {"by_1000": [2, 1.69]}, "rate-too-small"),
        ([2, 1.97], {"by_30000": [2, 1.69]}, "rate-too-small"),
        ([2, 1.95], {"by_30": [2, 1.69]}, "rate"),
        ([2, 1.97], {"by_30": [2, 1.71]}, "rate"),
        ([0.81, 0.81], {"by_30": [0.81, 0.1]}, "rate-too-small"),
        ([0.8, 0.8], {"by_30": [0.8, 0.1]}, "rate"),
    ],
)
def test_what_the_losses_of_some_steps_say(losses, more, kind, curve):
    asked = curve(losses, **more)
    (found,) = examine_rate(patient(), 1, "Adam")
    assert found.kind == kind and {way for _, way in asked} == {Adam}


@pytest.mark.parametrize("rate", [0.03, 0.3, 2])
@pytest.mark.parametrize(("end", "learns"), [(0.84, True), (0.86, False)])
def test_one_of_three_rates_must_lead_down(rate, end, learns, curve):
    p = patient()
    start = cross_entropy(softmax(p.network.forward(p.X)), p.Y)
    curve([start], **{f"by_{rate:g}": [start, end * start]})
    assert can_learn(p) == learns


def test_steps_that_overflow_do_not_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        p = patient()
        p.network = Network(Dense(np.random.default_rng(0), 3, 3))
        assert examine_rate(p, 1e39, "SGD")[0].kind == "rate-too-large"
        assert not np.isfinite(try_steps(p.network, p.X, p.Y, 1e39, SGD)).all()
