"""The check of Lesson 8's dropout: any numbers may be drawn for it, if they are drawn well."""

import numpy as np

from helpers.network import layers
from helpers.teaching.answers import NotRight
from helpers.teaching.check_layers import RNG, go
from helpers.teaching.judge import judge
from helpers.teaching.tasks import use


def check_dropout(Dropout):
    """The entries that this rng drops; none when predicting; the way back; p out of range."""
    A, dA = RNG(13).random((2, 4, 50), dtype=np.float32) + 1
    first, again = "forward(X)", "forward(X), once more"

    def work(Dropout):
        layer = Dropout(0.25)
        results = {"forward without rng": layer.forward(A)}
        results |= go(layer, A, dA, RNG(3))
        results[again] = layer.forward(A, RNG(4))
        if not np.array_equal(layer.forward(A, RNG(4)), results[again]):
            raise NotRight("drops others each time for the same rng: draw with the rng handed in.")
        both = is_dropped(results[first], A) and is_dropped(results[again], A)
        if both and results["backward(dZ)"] is not None:
            # As good as what the course drops: that takes its place.
            course = layers.Dropout(0.25)
            if not np.array_equal(results[first], results[again]):
                results[again] = course.forward(A, RNG(4))
            is_back = np.allclose(results["backward(dZ)"] * A, dA * results[first])
            results[first] = course.forward(A, RNG(3))
            results["backward(dZ)"] = course.backward(dA) if is_back else results["backward(dZ)"]
        layer.forward(A)
        return {**results, "backward(dA) after forward without rng": layer.backward(dA)}

    tasks = [use(work), use(lambda Dropout: {"p": Dropout(1.0)})]
    judge(Dropout, layers.Dropout, tasks, [
        (("kept / A.dtype.type(1 - self.p)", "kept"), "Divide what is kept by 1 - p."),
        (("1 - self.p", "self.p"), "Divide what is kept by 1 - p, and not by p."),
        ((">= self.p", "< self.p"), "It drops what it should keep: p is the share that is dropped."),
        (("return dA * self.scale", "return dA"), "backward: what was dropped gets no gradient."),
        (("if rng is None:", "if False:"), "Without rng, nothing is dropped."),
        (("self.scale = A.dtype.type(1)", "pass"),
         "After forward without rng, backward multiplies by 1: set the scale to 1 there, too."),
        (("rng.random(A.shape, dtype=np.float32)", "rng.random((A.shape[0], 1), dtype=np.float32)"),
         "Anew for every digit, too: a number for each entry of A."),
    ])  # fmt: skip


def is_dropped(result, A):
    """True if about a quarter of A is 0 in a result, anew for each number, and the rest divided."""
    if np.shape(result) != A.shape or result.dtype != A.dtype:
        return False
    kept = (result > 0).reshape(-1, A.shape[-1])
    is_new = kept.var(axis=0).any() and kept.var(axis=1).all()
    right = np.where(result > 0, A / A.dtype.type(0.75), 0)
    return bool(is_new and abs(kept.mean() - 0.75) < 0.1 and np.allclose(result, right))
