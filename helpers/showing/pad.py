"""A pad to draw digits on, in the notebook, with what the network sees and reads beside it."""

import base64
import io
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure

from helpers.handwriting.strokes import TINY, check_strokes, stroke_size, strokes_to_mnist
from helpers.showing.inside import look_inside
from helpers.showing.plots import draw_probabilities

MOST_KEPT = 1000  # drawings with a label, in one pad


class DigitPad(anywidget.AnyWidget):
    """A pad to draw a digit on with mouse, finger or stylus; it shows what the network reads.

    Parameters
    ----------
    predict : function that takes one column (784, 1), float32 in [0, 1], and returns ten
        probabilities (10, 1), such as `lambda x: forward_prop(W1, b1, W2, b2, x)[3]`. It is asked
        while one draws. What it raises is shown in the pad.
    strokes : a drawing to start from (see check_strokes), such as DRAWN_THREE.
    inside : None, or what look_inside takes: the pad then shows the hidden units at work.
    teach : bool, True for the buttons "This was a 0, 1, ... 9", which keep the drawing.

    Attributes
    ----------
    strokes : the drawing, which may be set.
    image : list of the 784 pixels (0 to 255) that predict got; probabilities : list of ten floats;
        reading : a sentence. A blank pad has zeros in both lists.
    drawings : list of what was kept, pairs of (strokes, digit).

    Raises
    ------
    ValueError for bad strokes, or when predict does not return ten probabilities.

    Where there are no widgets, the pad is a picture of its drawing and what the network reads.
    """

    _esm = Path(__file__).parent / "pad.js"
    _css = Path(__file__).parent / "pad.css"
    _ipython_display_ = None  # ipywidgets 7 would display by this, without the picture

    strokes = traitlets.List().tag(sync=True)
    asked = traitlets.Int(0).tag(sync=True)  # the browser's number of the drawing that it sent
    # What belongs to one drawing travels together, with that number: see _read.
    answer = traitlets.Dict().tag(sync=True)
    pictures = traitlets.List().tag(sync=True)
    teach = traitlets.Bool(False).tag(sync=True)
    counts = traitlets.List([0] * 10).tag(sync=True)

    def __init__(self, predict, strokes=(), *, inside=None, teach=False):
        if not callable(predict):
            raise ValueError(f"predict must be a function, not {type(predict).__name__}.")
        self._predict, self._look, self.drawings = predict, None, []
        self._read_last, self._answers = None, 0
        pictures = np.array([])
        if inside is not None:
            pictures, self._look = look_inside(inside)
        self._ask(np.zeros((784, 1), np.float32))  # a bad predict is better found out now
        super().__init__(pictures=pictures.tolist(), teach=teach)
        self._read()
        self.strokes = check_strokes(strokes)
        self.on_msg(self._keep)

    def _ask(self, column):
        """The ten probabilities (10, 1) that predict gives for the column (784, 1)."""
        answer = np.asarray(self._predict(column.copy()))
        if answer.shape != (10, 1) or answer.dtype.kind not in "fiu":
            raise ValueError(
                "predict must return ten probabilities of the shape (10, 1) for a column "
                f"(784, 1), but it returned {answer.shape} {answer.dtype}."
            )
        if not np.isfinite(answer).all() or answer.min() < -1e-6 or abs(answer.sum() - 1) > 0.01:
            raise ValueError(
                "predict must return ten probabilities, from 0 to 1 and with the sum 1, but they "
                f"go from {answer.min():.3g} to {answer.max():.3g} with the sum "
                f"{answer.sum():.3g}. Did you mean softmax of them?"
            )
        return answer

    @traitlets.validate("strokes")
    def _validate_strokes(self, proposal):
        try:
            return check_strokes(proposal["value"])
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from error

    def _show_nothing(self, reading):
        self.image, self.probabilities, self.reading = [0] * 784, [0.0] * 10, reading

    @traitlets.observe("strokes", "asked")
    def _read(self, _=None):
        """Read the drawing, and answer with the number that the browser gave it.

        A browser that has gone on drawing knows by it that the answer is to something older.
        """
        if self._read_last == (self.asked, self.strokes):
            return  # both have changed at once, and this is the second call
        self._read_last = self.asked, self.strokes
        self._show_nothing("Draw a digit.")
        inside = {}
        if self.strokes:
            column = strokes_to_mnist(self.strokes)
            self.image = np.rint(255 * column[:, 0]).astype(int).tolist()
            try:
                probabilities = self._ask(column)
                if self._look is not None:
                    inside = self._look(column)
            except Exception as error:  # the learner's function may do anything
                self.reading = f"predict failed: {type(error).__name__}: {error}"
            else:
                best = int(probabilities.argmax())
                likely = f"{probabilities[best, 0]:.0%}"
                self.reading = f"The network reads {best} (probability {likely})."
                if stroke_size(self.strokes) < TINY:
                    self.reading = f"Only a dot: draw larger. {self.reading}"
                self.probabilities = [float(p) for p in probabilities[:, 0]]
        self._answers += 1
        self.answer = {
            "number": self._answers,  # no two are equal, so each is sent
            "asked": self.asked,
            "strokes": len(self.strokes),
            "probabilities": self.probabilities,
            "reading": self.reading,
            **inside,
        }

    def _keep(self, _, content, _buffers):
        """Keep a drawing with its label, as a button of the browser says, and clear the pad."""
        try:
            strokes, digit = check_strokes(content["strokes"]), content["digit"]
        except (KeyError, TypeError, ValueError):
            return
        if strokes and digit in range(10) and len(self.drawings) < MOST_KEPT:
            self.drawings.append((strokes, int(digit)))
            self.counts = [sum(d == label for _, d in self.drawings) for label in range(10)]

    def set_state(self, sync_data):
        """Take a change from the browser; a bad drawing is refused, and the last one sent back."""
        try:
            super().set_state(sync_data)
        except traitlets.TraitError:
            self.send_state(["strokes", "answer"])

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
