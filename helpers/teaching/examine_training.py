"""What the way of a training says: its losses and accuracies."""

import numpy as np

from helpers.teaching.examine_labels import FEW
from helpers.teaching.examine_rate import can_learn
from helpers.teaching.examine_signals import LOSS_TOO_LARGE
from helpers.teaching.findings import healthy, ill, note

START_LOSS = np.log(10)  # of a network that knows nothing
JUMPS = "the learning rate is too large: steps jump over the valley."
GAP = 0.18  # between training and test accuracy; a third of it is worth a note


def read_history(history):
    """The numbers of a history: {"loss", "train", "test", "updates"}, or ValueError."""
    if isinstance(history, tuple) and len(history) == 2 and isinstance(history[1], dict):
        history = history[1]  # params, history = gradient_descent(...), in one
    if isinstance(history, (list, tuple, np.ndarray)):
        history = {"loss": history}
    if not isinstance(history, dict) or "loss" not in history:
        raise ValueError(
            "examine: history must be what train or gradient_descent returns, a dict with a list "
            f'under "loss", not {type(history).__name__}.'
        )
    names = {"loss": "loss", "train": "train_accuracy", "updates": "updates"}
    names["test"] = "test_accuracy" if "test_accuracy" in history else "accuracy"
    read = {}
    for short, name in names.items():
        try:
            read[short] = np.asarray(history.get(name, []), dtype=np.float64)
        except (TypeError, ValueError):
            raise ValueError(f"examine: history[{name!r}] must be a list of numbers.") from None
        if read[short].ndim != 1:
            raise ValueError(f"examine: history[{name!r}] must be a list of numbers.")
    if len(read["train"]) not in (0, len(read["loss"])):
        raise ValueError('examine: history["train_accuracy"] must be as long as history["loss"].')
    return read


def examine_losses(p, n):
    """Findings on the losses of a history, n samples."""
    losses, accuracy = p.history["loss"], p.history["train"]
    if len(losses) and not np.isfinite(losses).all():
        return [_not_a_number(losses, "updates" if len(p.history["updates"]) else "epochs")]
    if len(losses) < 2:
        return []
    if np.isfinite(p.loss) and p.loss > 0.01:
        factor = losses[-1] / p.loss
        if factor > 5 and losses[0] > 3 * LOSS_TOO_LARGE and p.accuracy > 0.2:
            text = f"The history ends at a loss of {losses[-1]:.3g}, but it is {p.loss:.3g} now."
            cause = f"the loss was added up, not averaged: {factor:.3g} times too large."
            return [ill("loss-not-averaged", text, factor, cause, "np.mean, and 1/n once.")]
    if len(accuracy) and np.isfinite(p.accuracy) and n >= FEW:
        apart = accuracy[-1] - p.accuracy
        if apart > 0.2 or (apart < -0.2 and len(p.history["updates"])):
            text = f"The history ends at an accuracy of {accuracy[-1]:.0%}, "
            text += f"but here it is {p.accuracy:.0%}."
            cause = "these are other weights than those that were trained, or other data."
            remedy = "keep what the training returns: params, history = gradient_descent(...)."
            return [ill("other-weights", text, apart, cause, remedy)]
    return _shape_of(p, losses, accuracy, n)


def _not_a_number(losses, unit):
    first = int(np.argmin(np.isfinite(losses)))
    before = losses[:first]
    text = f"The loss is {losses[first]} from {unit} {first} on"
    if first == 0:
        cause = "pixels or start weights are no numbers, or the loss takes the logarithm of 0."
        return ill("loss-nan", f"{text}.", first, cause, "look at X and A2 before the first step.")
    text += f"; before, it went from {before[0]:.3g} to {before[-1]:.3g}."
    if before[-1] > before[0] or before.max() > 1.5 * before[0] or first < 3:
        cause = "the learning rate is too large: the loss rose until it overflowed."
        return ill("rate-too-large", text, first, cause, "a tenth of the rate; X from 0 to 1?")
    cause = "the logarithm of a probability that became 0, or a rate too large at last."
    return ill("loss-nan", text, first, cause, "cross_entropy of the course; a smaller rate.")


def _shape_of(p, losses, accuracy, n):
    by_step = len(p.history["updates"]) > 0  # each loss is one update's, else one epoch's
    steps = p.history["updates"][-1] if by_step else len(losses) * max(1, -(-n // 128))
    first, last, low = losses[0], losses[-1], losses.min()
    ups = np.diff(losses) > (0.01 if by_step else 0.08) * np.maximum(losses[:-1], 0.1)
    poor = not (p.accuracy if np.isfinite(p.accuracy) else _last(accuracy)) > 0.8
    jump = (losses[1:] / np.maximum(np.minimum.accumulate(losses)[:-1], 0.02)).max()
    path = f"The loss goes from {first:.3g} to {last:.3g} (lowest {low:.3g})"
    smaller = "a tenth of the learning rate."
    if len(losses) > 3 and np.ptp(losses) == 0:
        text = f"The loss is {first:.4g} each time, to the last digit: the weights never change."
        cause = "what update_params returns is not kept, or the rate is 0."
        remedy = "W1, b1, W2, b2 = update_params(W1, b1, W2, b2, *gradient, lr)."
        return [ill("not-updated", text, first, cause, remedy)]
    if first > LOSS_TOO_LARGE and by_step and (losses[:3] > LOSS_TOO_LARGE).all():
        cause = "the start weights are too large: sure of itself, and wrong."
        text = f"The loss starts at {first:.3g}; ln 10 = {START_LOSS:.1f} is chance."
        return [ill("start-too-large", text, first, cause, "start weights of he or xavier.")]
    if last > 1.1 * first and last > START_LOSS * 0.8:
        if not ups.any() or ups.mean() > 0.9:
            cause = "each step goes uphill: the sign of the gradient, or of the update, is wrong."
            remedy = "W = W - lr * dW; dZ2 = A2 - one_hot(Y); a gradient check."
            return [ill("loss-rises", f"{path}, nearly without a fall.", last, cause, remedy)]
        return [ill("rate-too-large", f"{path}.", last, JUMPS, smaller)]
    if poor and jump > 1.3 and ups.mean() > 0.15:
        return [ill("rate-too-large", f"{path}, with jumps up.", jump, JUMPS, smaller)]
    if jump > 1.5 and last > 0.15 and (losses[1:] - losses[:-1]).max() > 0.25:
        if by_step and ups.sum() > 1:  # all digits in each step: none is unlike the others
            return [ill("rate-too-large", f"{path}, with jumps up.", jump, JUMPS, smaller)]
        cause = "a learning rate at the edge, or one batch that is unlike the others."
        return [ill("loss-jumps", f"{path}, with a jump.", jump, cause, smaller)]
    return _slowness(p, losses, steps, path, poor)


def _slowness(p, losses, steps, path, poor):
    if not poor or not losses[-1] > 0.6:
        return []
    first, last = losses[0], losses[-1]
    pace = np.log(first / last) / max(steps, 1)
    flat = first - last < 0.03 * first
    late = losses[len(losses) * 2 // 3 :]
    falling = late[0] - late[-1] > 0.01 * late[0] or len(losses) < 4
    if flat and p.Y is not None and np.isfinite(p.loss) and not can_learn(p):
        cause = "no digit is told from another: labels, start weights, activations or the rate."
        remedy = "learn 20 samples by heart first; then one change at a time."
        return [ill("stands-still", f"{path}: chance.", last, cause, remedy)]
    late_pace = np.log(late[0] / late[-1]) * len(losses) / (max(steps, 1) * max(len(late) - 1, 1))
    if min(pace, late_pace if len(late) > 5 else pace) < 0.0025 and (flat or falling or last > 1.5):
        text = f"{path} in {steps:.0f} steps, and evenly."
        cause = "the learning rate is too small."
        return [ill("rate-too-small", text, pace, cause, "ten times the rate, and again.")]
    if falling:
        text = f"{path} in {steps:.0f} steps, and is still falling."
        cause = "nothing is wrong with it: the training was stopped early."
        return [note("too-few-steps", text, steps, cause, "go on from these weights.")]
    cause = "no step leads further down: a layer too narrow, or units that do not learn."
    return [ill("stands-still", f"{path}.", last, cause, "more hidden units; another start.")]


def _last(numbers):
    return float(numbers[-1]) if len(numbers) else np.nan


def _standard_error(share, n):
    """Of a share of n, which is not 0 for a share of 1 (Agresti and Coull, 1998)."""
    share = (share * n + 2) / (n + 4)
    return float(np.sqrt(share * (1 - share) / (n + 4)))


def examine_answers(p, test, n):
    """Findings on what the network reads: one answer for all, and train against test.

    test: (accuracy on test images, how many), or None: the history's, if it has one.
    """
    found = []
    if p.one_answer > 0.9 and p.trained and n >= FEW:
        text = f"{p.one_answer:.0%} of the images are read as the same digit."
        cause = "what is left of the image after the layers does not differ, only biases do."
        found.append(ill("one-answer", text, p.one_answer, cause, "see the other findings."))
    train = p.accuracy
    if test is None and p.history is not None and len(p.history["test"]):
        test = (float(p.history["test"][-1]), None)
    if test is None or not np.isfinite(train):
        return found
    gap, error = train - test[0], _standard_error(train, n)
    if test[1]:
        error = np.hypot(error, _standard_error(test[0], test[1]))
    text = f"Train accuracy {train:.1%}, test accuracy {test[0]:.1%}: "
    text += f"a gap of {100 * gap:.1f} +- {100 * error:.1f} points."
    if gap > 3 * error and ((gap > GAP and train > 0.7) or (gap > GAP / 3 and train > 0.9)):
        cause = "over-fitting: it knows its training digits by heart."
        remedy = "more digits, distorted ones (distort), dropout, or an earlier end."
        found.append((ill if gap > GAP else note)("over-fitted", text, gap, cause, remedy))
    elif train > 0.2:
        found.append(healthy("gap", text, gap))
    return found
