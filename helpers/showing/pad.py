"""A pad to draw digits on, in the notebook, with what the network sees and reads beside it."""

import base64
import io
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure

from helpers.handwriting.digit import to_mnist
from helpers.handwriting.strokes import PEN, check_strokes, draw_strokes
from helpers.showing.plots import draw_probabilities


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
