"""Make the drawings of a hand of its own: `python .ci/make_hand.py` writes helpers/data/hand.json.

They stand in where nobody can draw. The hand is a program's: it slants to the right, slashes its
0, gives its 1 a flag and a foot and its 7 a bar, leaves its 4 open, draws its 3 with a flat top
and its 9 with a hook. Each of the EACH drawings of a digit differs a little in size, place, slant
and in every point.
"""

import numpy as np

import helpers

PATH = helpers.DATA / "hand.json"
EACH = 13  # of each digit


def arc(x, y, rx, ry, start, end, n=9):
    """Points of an ellipse around (x, y), from the angle start to end in degrees; 0 is right."""
    t = np.radians(np.linspace(start, end, n))
    return [(x + rx * np.cos(a), y + ry * np.sin(a)) for a in t]


# Points (x, y) in a box of 0.6 x 1, y from top to bottom.
HAND = {
    0: [arc(0.3, 0.5, 0.27, 0.5, -90, 270, 15), [(0.02, 0.95), (0.58, 0.05)]],
    1: [[(0.08, 0.38), (0.33, 0.02), (0.33, 0.98)], [(0.1, 0.98), (0.56, 0.98)]],
    2: [[*arc(0.3, 0.26, 0.26, 0.26, -160, 40), (0.05, 0.98), (0.58, 0.95)]],
    3: [[(0.06, 0.02), (0.54, 0.02), (0.26, 0.4), *arc(0.28, 0.68, 0.28, 0.3, -60, 150)]],
    4: [[(0.2, 0.02), (0.04, 0.55), (0.56, 0.55)], [(0.44, 0.2), (0.4, 1.0)]],
    5: [
        [(0.14, 0.04), (0.1, 0.44), *arc(0.26, 0.68, 0.28, 0.3, -110, 150)],
        [(0.14, 0.04), (0.56, 0)],
    ],
    6: [[(0.48, 0.02), (0.2, 0.3), *arc(0.3, 0.72, 0.25, 0.27, 190, -150, 12)]],
    7: [[(0.04, 0.1), (0.08, 0.02), (0.56, 0.02), (0.22, 1.0)], [(0.12, 0.5), (0.52, 0.46)]],
    8: [[*arc(0.3, 0.25, 0.22, 0.24, 60, 420, 12)], [*arc(0.3, 0.75, 0.27, 0.26, -90, 270, 12)]],
    9: [[
        *arc(0.28, 0.26, 0.25, 0.25, 0, -330, 12), (0.53, 0.2), (0.5, 0.75),
        *arc(0.3, 0.8, 0.2, 0.2, 20, 150, 6),
    ]],
}  # fmt: skip


def write(digit, rng):
    """One drawing of the digit: strokes as check_strokes wants them."""
    size, slant = rng.uniform(0.45, 0.75), rng.normal(0.18, 0.06)
    width, turn = rng.uniform(0.85, 1.15), rng.normal(0, 0.05)
    place = rng.uniform(0.12, 0.88 - size, 2)
    strokes = []
    for stroke in HAND[digit]:
        x, y = np.transpose(stroke)
        x, y = width * x + slant * (1 - y), y + turn * x
        points = np.column_stack([x, y]) + rng.normal(0, 0.015, (len(x), 2))
        strokes.append(np.clip(size * points + place, 0, 1).round(3).tolist())
    return strokes


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    helpers.save_drawings(PATH, [(write(d, rng), d) for _ in range(EACH) for d in range(10)])
