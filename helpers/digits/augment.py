"""New training digits from old ones (Lesson 8): moved, turned, stretched, and bent a little."""

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from helpers.inputs.arrays import as_floats, check_values
from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_shapes


@check_shapes(X="784 n+")
@as_floats("X", dtype=np.float32)
@check_values(X="floats")
@check_values(X="finite")
@check_numbers(rng="rng", shift=">= 0", angle=">= 0", scale=">= 0 < 1", elastic=">= 0")
def distort(X, rng, shift=2.0, angle=12.0, scale=0.12, elastic=0.0):
    """Distort each column of X in its own random way, uniform within +- each of the limits.

    Drawn in this order: rng.uniform for the angles (n, 1, 1), then for the zooms and the shifts,
    (2, n, 1, 1) each, rows first; for a bend, rng.standard_normal (2, n, 28, 28), float32, smoothed
    and then scaled together, until its standard deviation is elastic. The pixel at (row, column)
    from the centre takes what is at zoom[0] * (cos * row - sin * column) + move[0] and zoom[1] *
    (sin * row + cos * column) + move[1].

    Parameters
    ----------
    X : (784, n) float32, images as columns; not changed.
    rng : np.random.Generator
    shift : float, in pixels; angle : float, in degrees.
    scale : float, a share: 0.1 is 90 % to 110 %, for each axis; below 1.
    elastic : float, the strength, in pixels, of a smooth random bend; 0 is none.

    Returns
    -------
    array of the shape and dtype of X.

    Raises
    ------
    ValueError for other shapes or dtypes, numbers below 0, or a scale of 1 or more.

    Source: Simard, Steinkraus, Platt, ICDAR 2003.
    """
    n = X.shape[1]
    centre = np.arange(28, dtype=np.float32) - 13.5
    row, column = np.meshgrid(centre, centre, indexing="ij")
    turn = np.radians(rng.uniform(-angle, angle, (n, 1, 1))).astype(np.float32)
    zoom = (1 + rng.uniform(-scale, scale, (2, n, 1, 1))).astype(np.float32)
    move = rng.uniform(-shift, shift, (2, n, 1, 1)).astype(np.float32)
    move = move + np.float32(13.5)
    rows = zoom[0] * (np.cos(turn) * row - np.sin(turn) * column) + move[0]
    columns = zoom[1] * (np.sin(turn) * row + np.cos(turn) * column) + move[1]
    if elastic:
        bend = gaussian_filter(rng.standard_normal((2, n, 28, 28), np.float32), (0, 0, 4, 4))
        bend *= np.float32(elastic) / bend.std()
        rows, columns = rows + bend[0], columns + bend[1]
    images = X.T.reshape(n, 28, 28)
    moved = [
        map_coordinates(image, place, order=1)
        for image, *place in zip(images, rows, columns, strict=True)
    ]
    return np.ascontiguousarray(np.reshape(moved, (n, 784)).T)
