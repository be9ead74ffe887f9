"""The clinic: twelve patients to be diagnosed by whatever means, and a check that knows them."""

from helpers.inputs.numbers import check_numbers
from helpers.teaching.answers import NotRight
from helpers.teaching.findings import LESSONS
from helpers.teaching.patients import PATIENTS, SHOWS


def _known(called, n):
    if n not in PATIENTS:
        raise ValueError(f"{called}: there are patients 1 to {len(PATIENTS)}, but no {n}.")
    return PATIENTS[n]


@check_numbers(n="whole >= 1")
def patient(n):
    """Patient n of the clinic, from 1 to 12: a network that is sick, or whose digits are.

    Parameters
    ----------
    n : int from 1 to 12.

    Returns
    -------
    dict with what examine takes: "network" ((W1, b1, W2, b2) or a Network), "X" (784, n), "Y" (n,)
    and, for some, "history", "back_prop", "X_test" and "Y_test". Always the same for the same n.

    Raises
    ------
    ValueError for any other number.
    """
    made, _, says, _ = _known("patient", n)
    print(f"Patient {n}. Its owner says: {says}")
    return made()


def check_patient(n, diagnosis):
    """Say whether a diagnosis is right: a kind, such as "rate-too-large"; `...` is no answer yet.

    Raises NotRight with what that illness would show, and ValueError for a word that is no kind.
    """
    _, right, *_ = _known("check_patient", n)
    if diagnosis is ...:
        print(f"Patient {n}: no diagnosis yet.")
    elif not isinstance(diagnosis, str) or diagnosis not in SHOWS:
        raise ValueError(f"check_patient: {diagnosis!r:.40} is none of: {', '.join(SHOWS)}.")
    elif diagnosis != right:
        raise NotRight(
            f"Patient {n}, {diagnosis}: that would show as {SHOWS[diagnosis]}, and this does not. "
            "(If you do see it, it follows from something earlier in the six questions.)"
        )
    else:
        print(f"Patient {n}: right, {right}: {SHOWS[right]} ({LESSONS[right]}).")


@check_numbers(n="whole >= 1", step="whole >= 1 <= 3")
def hint(n, step=1):
    """Print a hint on a patient of the clinic.

    Parameters
    ----------
    n : int from 1 to 12, the patient.
    step : int from 1 to 3: where to look, what to look at, and nearly all.

    Raises
    ------
    ValueError for any other number.
    """
    *_, hints = _known("hint", n)
    print(f"Patient {n}, hint {step} of {len(hints)}: {hints[step - 1]}")
