"""Dropout may be drawn in many ways: the check knows which are as good as the course's."""

import numpy as np
import pytest

import helpers
from helpers.teaching.answers import NotRight
from helpers.teaching.check_dropout import is_dropped

A = np.random.default_rng(0).random((2, 4, 50), dtype=np.float32) + 1


def kept(*shape, share=0.75, seed=1):
    return np.random.default_rng(seed).random(shape) < share


def dropped(mask):
    return np.where(mask, A / np.float32(0.75), np.float32(0))


# A mask for units alone with exactly a quarter of them dropped.
UNITS = np.array([0, 1, 1, 1, 1, 0, 1, 1], bool).reshape(2, 4, 1)


@pytest.mark.parametrize(
    ("result", "good"),
    [
        (dropped(kept(2, 4, 50)), True),
        (dropped(kept(2, 4, 50, seed=2)), True),
        (dropped(kept(2, 4, 50)).astype(np.float64), False),
        (dropped(kept(2, 4, 50))[0], False),
        (dropped(kept(2, 4, 50, share=0.5)), False),
        (dropped(kept(2, 4, 50, share=0.95)), False),
        (dropped(UNITS), False),  # the same for all samples
        (dropped(kept(1, 1, 50)), False),  # the same for all units
        (A * kept(2, 4, 50), False),  # not divided
        (A, False),
        (None, False),
    ],
)
def test_what_is_as_good_as_the_course_s(result, good):
    assert is_dropped(result, A) is good


class Mine(helpers.Layer):
    """Dropout that draws its mask in another way."""

    def __init__(self, p):
        if not 0 <= p < 1:
            raise ValueError("no such p")
        self.p = p

    def draw(self, rng, shape):
        return rng.random(shape) < 1 - self.p

    def forward(self, A, rng=None):
        if rng is None:
            self.scale = np.float32(1)
            return A
        self.scale = self.draw(rng, A.shape) / np.float32(1 - self.p)
        return A * self.scale.astype(np.float32)

    def backward(self, dA):
        return (dA * self.scale).astype(np.float32)


class Once(Mine):
    """The first mask is kept for ever."""

    def draw(self, rng, shape):
        if not hasattr(self, "mask"):
            self.mask = super().draw(rng, shape)
        return self.mask


class NoWayBack(Mine):
    def backward(self, dA):
        return dA


class ThenAll(Mine):
    """From the second time on, nothing is dropped."""

    def draw(self, rng, shape):
        self.times = getattr(self, "times", 0) + 1
        return super().draw(rng, shape) if self.times == 1 else np.full(shape, 1 - self.p)


def renamed(cls):
    return type("Dropout", (cls,), {})


def test_another_draw_is_right(capsys):
    helpers.check_dropout(renamed(Mine))
    assert capsys.readouterr().out == "Dropout is right.\n"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (Once, r"forward\(X\), once more"),
        (NoWayBack, r"backward\(dZ\)"),
        (ThenAll, "entry"),
    ],
)
def test_a_draw_that_is_wrong_is_refused(wrong, words):
    with pytest.raises(NotRight, match=words):
        helpers.check_dropout(renamed(wrong))
