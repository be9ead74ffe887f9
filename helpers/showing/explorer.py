"""Sliders, in the notebook, with a figure below them that is drawn anew for their values."""

import base64
import inspect
import io
import math
from numbers import Integral, Real
from pathlib import Path

import anywidget
import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.figure import Figure

MOST_NUMBERS = 100  # in a grid: nobody edits more of them
MOST_PIXELS = 4000  # a side of the figure: more of them take long, and fit no screen
WANTED = "(lowest, highest, start), (lowest, highest, start, step) or a NumPy array"


class Explorer(anywidget.AnyWidget):
    """Sliders with a figure below them, which is drawn anew while one moves them.

    draw: a function that takes the values by the sliders' names and returns a Matplotlib figure.
    What it raises at first is raised here; what it raises later is shown in place of the figure.
    The figures that it opens are closed: they are shown here, and not a second time.
    lr=(lowest, highest, start[, step]): a slider, of whole numbers if all of these are whole. The
    step is 1 for whole numbers, and otherwise 1, 2 or 5 times a power of ten, so that it takes 100
    to 250 of them. The start lies a number of steps above the lowest value.
    filter=array, (n,) or (rows, columns), up to 100 numbers: a grid of numbers to edit. draw gets
    an array of that shape, float64.

    explorer.values holds the values by name, arrays as lists, and may be set. Where there are no
    widgets, the explorer is a picture of the figure.
    Raises ValueError for sliders that cannot be, and a draw that does not fit or returns no figure.
    """

    _esm = Path(__file__).parent / "explorer.js"
    _css = Path(__file__).parent / "explorer.css"
    _ipython_display_ = None  # ipywidgets 7 would display by this, without the picture

    controls = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    asked = traitlets.Int(0).tag(sync=True)  # the browser's number of the values that it sent
    # What was drawn for these values, with that number: see _answer.
    answer = traitlets.Dict().tag(sync=True)

    def __init__(self, draw, /, **sliders):
        check_draw(draw, sliders)
        self._draw, self._last = draw, None
        read = [read_slider(name, slider) for name, slider in sliders.items()]
        controls = [control for control, _ in read]
        starts = {control["name"]: start for control, start in read}
        answer = {"asked": 0, "error": "", **self._draw_for(starts)}
        super().__init__(controls=controls)
        self._last = self.asked, starts  # drawn already: _answer has nothing to do
        self.values, self.answer = starts, answer

    def _draw_for(self, values):
        """What draw makes of the values: {"picture": PNG as base64, "text": its titles}."""
        arguments = {n: np.array(v, float) if isinstance(v, list) else v for n, v in values.items()}
        before, fig = set(plt.get_fignums()), None
        try:
            fig = self._draw(**arguments)
            return to_png(fig)
        finally:
            for number in set(plt.get_fignums()) - before:
                plt.close(number)
            if isinstance(fig, Figure):
                plt.close(fig)

    @traitlets.validate("values")
    def _validate_values(self, proposal):
        try:
            return check_values(self.controls, proposal["value"])
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from error

    @traitlets.observe("values", "asked")
    def _answer(self, _=None):
        """Draw for the values, and answer with the number that the browser gave them.

        A browser whose sliders have moved on knows by it that the answer is to something older.
        """
        if self._last == (self.asked, self.values):
            return  # both have changed at once, and this is the second call
        self._last = self.asked, self.values
        answer = {"asked": self.asked, "error": "", "picture": "", "text": ""}
        try:
            answer.update(self._draw_for(self.values))
        except Exception as error:  # the learner's function may do anything
            answer["error"] = f"draw failed: {type(error).__name__}: {error}"
        self.answer = answer

    def set_state(self, sync_data):
        """Take a change from the browser; bad values are refused, and the last ones sent back."""
        try:
            super().set_state(sync_data)
        except traitlets.TraitError:
            self.send_state(["values", "answer"])

    def __repr__(self):
        parts = [f"{name} = {say(value)}" for name, value in self.values.items()]
        error = self.answer.get("error")
        return f"Explorer: {', '.join(parts)}" + (f" ({error})" if error else "")

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        if self.answer["picture"]:
            data["image/png"] = self.answer["picture"]
        return data, metadata


def check_draw(draw, sliders):
    """Raise ValueError unless draw is a function that can be called with the sliders' names."""
    if not callable(draw):
        raise ValueError(f"draw must be a function, not {type(draw).__name__}.")
    if not sliders:
        raise ValueError("Give at least one slider, such as lr=(0.0, 1.0, 0.3).")
    try:
        signature = inspect.signature(draw)
    except ValueError:  # not known of every function that is written in C
        return
    try:
        signature.bind(**sliders)
    except TypeError:
        raise ValueError(
            f"draw takes {signature}, but the sliders are {', '.join(sliders)}: "
            "each argument of draw needs a slider of the same name."
        ) from None


def read_slider(name, slider):
    """What the browser needs to know of a slider or a grid, and the value at its start."""
    if isinstance(slider, np.ndarray):
        if slider.ndim not in (1, 2) or not 1 <= slider.size <= MOST_NUMBERS:
            wanted = f"(n,) or (rows, columns), with up to {MOST_NUMBERS} numbers"
            raise ValueError(f"{name} must have the shape {wanted}, not {slider.shape}.")
        control = {"name": name, "shape": list(slider.shape)}
        return control, check_value(control, slider.tolist())
    if not isinstance(slider, tuple | list) or len(slider) not in (3, 4):
        raise ValueError(f"{name} must be {WANTED}, not {slider!r}.")
    if not all(is_number(number) for number in slider):
        raise ValueError(f"{name} must be made of numbers up to 1e15, not {slider!r}.")
    whole = all(isinstance(number, Integral) for number in slider)
    # The text of a float32 is what was typed: as a float64, 0.1 would be 0.10000000149.
    low, high, start, *step = (int(n) if whole else float(str(n)) for n in slider)
    if not low < high:
        raise ValueError(f"{name} goes from {low} to {high}: the lowest value comes first.")
    step = step[0] if step else 1 if whole else nice_step(high - low)
    if not 0 < step <= high - low:
        raise ValueError(f"The step of {name} must be above 0, up to {high - low}, not {step}.")
    control = {"name": name, "low": low, "high": high, "step": step, "whole": whole, "shape": None}
    return control, check_value(control, start)


def is_number(value):
    """True for real numbers that the browser's, of 8 bytes, tell apart from their neighbours."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    return abs(value if isinstance(value, int) else float(value)) <= 1e15


def nice_step(width):
    """1, 2 or 5 times a power of ten, so that 100 to 250 steps fill the width."""
    most = width / 100 * (1 + 1e-9)
    power = 10.0 ** math.floor(math.log10(most))
    return float(f"{max(power * n for n in (1, 2, 5) if power * n <= most):.12g}")


def check_values(controls, values):
    """The values, one for each control by its name, as plain numbers and lists; else ValueError."""
    if not isinstance(values, dict) or set(values) != {control["name"] for control in controls}:
        names = ", ".join(control["name"] for control in controls)
        raise ValueError(f"The values must be a dictionary with a value for each of: {names}.")
    return {control["name"]: check_value(control, values[control["name"]]) for control in controls}


def check_value(control, value):
    """A slider's value as an int or a float, a grid's as lists of floats; else ValueError."""
    name, shape = control["name"], control["shape"]
    if shape:
        array = np.array(value, object)
        if list(array.shape) != shape or not all(is_number(number) for number in array.flat):
            raise ValueError(f"{name} must be numbers up to 1e15, of the shape {tuple(shape)}.")
        return array.astype(float).tolist()
    low, high, step = control["low"], control["high"], control["step"]
    if not is_number(value) or not low <= value <= high:
        raise ValueError(f"{name} must be a number from {low} to {high}, not {value!r}.")
    steps = round((value - low) / step)
    if abs((value - low) / step - steps) > 1e-6:
        raise ValueError(
            f"{name} = {value} is not a number of steps of {step} above {low}, so the slider "
            "cannot stand there: give another start, or a smaller step."
        )
    if control["whole"]:
        return low + steps * step
    exact = float(f"{low + steps * step:.12g}")  # 0.1 + 2 * 0.1 is 0.30000000000000004
    return min(max(exact, low), high)


def to_png(fig):
    """The figure as a PNG in base64, and its titles and labels as a text that says what it is."""
    if not isinstance(fig, Figure):
        raise ValueError(
            f"draw must return a Matplotlib figure, not {type(fig).__name__}: "
            "make it by `fig, ax = plt.subplots()`, and end with `return fig`."
        )
    width, height = fig.get_size_inches() * fig.dpi
    if not max(width, height) <= MOST_PIXELS:
        size = f"{width:,.0f} x {height:,.0f} pixels: up to {MOST_PIXELS:,} a side can be shown"
        raise ValueError(f"The figure has {size} (figsize is in inches).")
    if fig.get_layout_engine() is None:  # so that labels fit, and all pictures have one size
        fig.set_layout_engine("constrained", w_pad=0.1)
    file = io.BytesIO()
    fig.savefig(file, format="png", dpi="figure")
    parts = [fig.get_suptitle()]
    for ax in fig.axes:
        labels = " against ".join(filter(None, (ax.get_ylabel(), ax.get_xlabel())))
        parts.append(": ".join(filter(None, (ax.get_title(), labels))))
    text = "; ".join(filter(None, parts))
    return {"picture": base64.b64encode(file.getvalue()).decode(), "text": text or "Figure"}


def say(value):
    """A value in words that fit on a line."""
    if isinstance(value, list):
        return " x ".join(str(size) for size in np.shape(value)) + " numbers"
    return f"{value:.12g}"
