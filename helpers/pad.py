"""A pad to draw digits on, in the notebook, with what the network sees and reads beside it."""

import base64
import io
from numbers import Real
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure
from PIL import Image, ImageDraw

from helpers.handwriting import to_mnist
from helpers.plots import draw_probabilities

SIDE = 140  # pixels of the image that strokes become: five for each of the network's 28
PEN = 0.08  # width of the pen, in sides of the pad

# A drawing to start from: the strokes of a 3, one stroke.
DRAWN_THREE = [
    [
        *([0.30, 0.26], [0.38, 0.19], [0.48, 0.16], [0.58, 0.18], [0.65, 0.25], [0.64, 0.34]),
        *([0.57, 0.42], [0.46, 0.46], [0.58, 0.50], [0.66, 0.58], [0.67, 0.68], [0.61, 0.78]),
        *([0.50, 0.83], [0.39, 0.82], [0.30, 0.75]),
    ]
]


def check_strokes(strokes):
    """Return strokes as a list of strokes, each a list of points [x, y] of two floats in [0, 1].

    x goes from left to right and y from top to bottom, in sides of the pad.
    Raises ValueError for anything else.
    """
    if not isinstance(strokes, (list, tuple)):
        raise ValueError(f"strokes must be a list of strokes, not {type(strokes).__name__}.")
    return [[_check_point(point) for point in _check_stroke(stroke)] for stroke in strokes]


def _check_stroke(stroke):
    if not isinstance(stroke, (list, tuple)) or not stroke:
        raise ValueError(f"A stroke must be a list of one point [x, y] or more, not {stroke!r:.60}")
    return stroke


def _check_point(point):
    if not isinstance(point, (list, tuple)) or len(point) != 2:
        raise ValueError(f"A point must be two numbers [x, y], not {point!r:.60}")
    for number in point:
        # Python takes True for a number, and NaN fails every comparison
        if not isinstance(number, Real) or isinstance(number, bool) or not 0 <= number <= 1:
            raise ValueError(f"x and y must be numbers from 0 to 1, not {number!r:.60}")
    return [float(number) for number in point]


def draw_strokes(strokes):
    """Draw strokes (see check_strokes) light on dark: float32 (140, 140) in [0, 1]."""
    image = Image.new("L", (SIDE, SIDE))
    draw = ImageDraw.Draw(image)
    radius = PEN * SIDE / 2
    for stroke in strokes:
        points = [(x * SIDE, y * SIDE) for x, y in stroke]
        draw.line(points, fill=255, width=round(2 * radius))
        for x, y in points:  # round ends and corners, and a dot for a stroke of one point
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(image, dtype=np.float32) / 255


class DigitPad(anywidget.AnyWidget):
    """A pad to draw a digit on with mouse, finger or stylus; it shows what the network reads.

    predict: a function that takes one column (784, 1), float32 in [0, 1], and returns ten
    probabilities (10, 1), such as `lambda x: forward_prop(W1, b1, W2, b2, x)[3]`. It is asked after
    every stroke.
    strokes: a drawing to start from (see check_strokes), such as DRAWN_THREE.

    pad.strokes is the drawing, and may be set. What follows from it is pad.image, a list of the
    784 pixels (0 to 255) that predict got; pad.probabilities, a list of ten floats; and
    pad.reading, a sentence. A blank pad has zeros in both lists.
    Where there are no widgets, the pad is a picture of its drawing and what the network reads.
    Raises ValueError for bad strokes, or when predict does not return ten probabilities.
    """

    _esm = Path(__file__).parent / "pad.js"
    _css = Path(__file__).parent / "pad.css"
    _ipython_display_ = None  # ipywidgets 7 would display by this, without the picture

    strokes = traitlets.List().tag(sync=True)
    image = traitlets.List([0] * 784).tag(sync=True)
    probabilities = traitlets.List([0.0] * 10).tag(sync=True)
    reading = traitlets.Unicode("Draw a digit.").tag(sync=True)
    pen = traitlets.Float(PEN).tag(sync=True)

    def __init__(self, predict, strokes=()):
        if not callable(predict):
            raise ValueError(f"predict must be a function, not {type(predict).__name__}.")
        self._predict = predict
        self._ask(np.zeros((784, 1), np.float32))  # a bad predict is better found out now
        super().__init__(strokes=check_strokes(strokes))

    def _ask(self, column):
        """The ten probabilities (10, 1) that predict gives for the column (784, 1)."""
        answer = np.asarray(self._predict(column))
        if answer.shape != (10, 1) or not np.isfinite(answer).all():
            raise ValueError(
                "predict must return ten probabilities of the shape (10, 1) for a column "
                f"(784, 1), but it returned {answer.shape} {answer.dtype}."
            )
        return answer

    @traitlets.validate("strokes")
    def _validate_strokes(self, proposal):
        try:
            return check_strokes(proposal["value"])
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from error

    @traitlets.observe("strokes")
    def _read(self, change):
        image, probabilities = np.zeros((784, 1)), np.zeros((10, 1))
        if not self.strokes:
            reading = "Draw a digit."
        else:
            try:
                image = to_mnist(draw_strokes(self.strokes))
            except ValueError as error:
                reading = str(error)
            else:
                probabilities = self._ask(image)
                best = int(probabilities.argmax())
                reading = f"The network reads {best} (probability {probabilities[best, 0]:.0%})."
        with self.hold_sync():  # one message
            self.image = np.rint(255 * image[:, 0]).astype(int).tolist()
            self.probabilities = [float(p) for p in probabilities[:, 0]]
            self.reading = reading

    def set_state(self, sync_data):
        """Take a change from the browser; a bad drawing is refused, and the last one sent back."""
        try:
            super().set_state(sync_data)
        except traitlets.TraitError:
            self.send_state("strokes")

    def __repr__(self):
        return f"DigitPad: {self.reading}"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        picture = io.BytesIO()
        fig = Figure(figsize=(8, 3.2), layout="constrained")
        image = np.reshape(self.image, (784, 1)) / 255
        draw_probabilities(fig, image, np.reshape(self.probabilities, (10, 1)), self.reading)
        fig.savefig(picture, format="png", dpi=72)
        data["image/png"] = base64.b64encode(picture.getvalue()).decode()
        return data, metadata
