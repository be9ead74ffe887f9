"""The check of Lesson 8's distorted digits: each way alone, all at once, and bent."""

import numpy as np

from helpers.digits import augment
from helpers.teaching.judge import judge
from helpers.teaching.tasks import use

RNG = np.random.default_rng


def check_distort(distort):
    """Six digits, distorted as this rng says, with and without an elastic bend."""
    digits = np.zeros((784, 6), np.float32)
    for i in range(6):
        digits.reshape(28, 28, 6)[8 : 20 - i, 12:16, i] = 1
    alone = {"not distorted": (0, 0, 0), "only moved": (2, 0, 0), "only zoomed": (0, 0, 0.12),
             "only turned": (0, 12, 0)}  # fmt: skip
    tasks = [use(lambda f, how=how, limits=limits: {f"the images, {how}": f(digits, RNG(6), *limits)})
             for how, limits in alone.items()]  # fmt: skip
    tasks += [use(lambda f, elastic=elastic: {"the result": f(digits, RNG(6), elastic=elastic)})
              for elastic in (0.0, 1.0, 2.0)]  # fmt: skip
    judge(distort, augment.distort, tasks, [
        (("np.float32(elastic) / bend.std()", "np.float32(elastic)"),
         "After smoothing, the arrows are short: divide by their own spread, bend.std()."),
        (("np.float32(elastic) / bend.std()", "1 / bend.std()"), "The spread of the arrows is elastic, not 1."),
        (("bend.std()", "bend.std(axis=(1, 2, 3), keepdims=True)"), "One spread for all arrows: bend.std()."),
        ((', indexing="ij"', ""), "row and column are swapped: np.meshgrid puts rows first with indexing=\"ij\"."),
        ((".T.reshape(n, 28, 28)", ".reshape(n, 28, 28)"), "Each column is an image: X.T first, then reshape."),
        (("turn = np.radians(rng.uniform(-angle, angle, (n, 1, 1)))", "turn = rng.uniform(-angle, angle, (n, 1, 1))"),
         "The angles are in degrees: np.radians."),
    ], hint="Draw angle, zoom and shift once each, in this order; then follow one pixel by hand.")  # fmt: skip
