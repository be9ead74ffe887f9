"""What the way of a training says, by short histories: each limit is met from either side."""

from types import SimpleNamespace

import numpy as np
import pytest

from helpers import Dense, Network
from helpers.teaching.examine_training import examine_answers, examine_losses, read_history


def patient(loss, now=np.nan, accuracy=np.nan, **history):
    """What the rooms read of a network after a training with these losses."""
    return SimpleNamespace(
        history=read_history({"loss": loss} | history), loss=now, accuracy=accuracy, Y=None
    )


def steps(n):
    """The history of a gradient descent says how many updates there were."""
    return {"updates": list(range(n))}


LEARNED = {"now": 0.5, "accuracy": 0.8}
NAN = float("nan")
FALL = np.linspace(2.3, 1.1, 12)


@pytest.mark.parametrize(
    ("loss", "more", "found"),
    [
        # It ends in what is no number.
        ([2.3, 2.0, NAN], {}, "rate-too-large: The loss is nan from epochs 2 on; before, it went"),
        ([2.3, 2.2, 2.4, NAN], {}, "rate-too-large: The loss is nan from epochs 3 on"),
        ([2.3, 2.2, 3.5, 2.2, NAN], {}, "rate-too-large: The loss is nan from epochs 4 on"),
        ([2.3, 2.2, 3.4, 2.2, NAN], {}, "loss-nan: The loss is nan from epochs 4 on"),
        ([2.3, 2.2, 2.1, NAN], {}, "loss-nan: The loss is nan from epochs 3 on"),
        ([2.3, 2.5, 2.4, 2.4, NAN], {}, "rate-too-large: The loss is nan from epochs 4 on"),
        ([NAN, 1.0], {}, "loss-nan: The loss is nan from epochs 0 on."),
        (
            [2.3, 2.2, 2.1, 2.0, np.inf],
            steps(5),
            "loss-nan: The loss is inf from updates 4 on; before, it went from 2.3 to 2.",
        ),
        # Too short to say anything.
        ([2.3], {}, None),
        ([], {}, None),
        # What was added up, and what was not kept.
        (
            [2300, 900, 500],
            LEARNED,
            "loss-not-averaged: The history ends at a loss of 500, but it is 0.5",
        ),
        ([31, 2.5], LEARNED, "too-few-steps"),
        ([31, 2.6], LEARNED, "loss-not-averaged"),
        ([30, 2.6], LEARNED, "too-few-steps"),
        ([31, 2.6], LEARNED | {"accuracy": 0.2}, "too-few-steps"),
        ([31, 2.6], LEARNED | {"now": 0.01}, "too-few-steps"),
        ([31, 2.6], LEARNED | {"now": 0.011}, "loss-not-averaged"),
        (
            [2.3, 0.9, 0.5],
            {"accuracy": 0.59, "train_accuracy": [0.1, 0.5, 0.8]},
            "other-weights: The history ends at an accuracy of 80%, but here it is 59%.",
        ),
        ([2.3, 0.5], {"accuracy": 0.61, "train_accuracy": [0.1, 0.8]}, None),
        ([2.3, 0.5], {"accuracy": 0.71, "train_accuracy": [0.1, 0.5]} | steps(2), "other-weights"),
        ([2.3, 0.5], {"accuracy": 0.69, "train_accuracy": [0.1, 0.5]} | steps(2), None),
        ([2.3, 0.5], {"accuracy": 0.71, "train_accuracy": [0.1, 0.5]}, None),  # batches lag
        ([2.3] * 4, {}, "not-updated: The loss is 2.3 each time"),
        ([2.3] * 3, {}, "rate-too-small"),
        # The start.
        ([11, 11, 11, 2], steps(4), "start-too-large: The loss starts at 11; ln 10 = 2.3"),
        ([10.1, 10.1, 10.1, 2], steps(4), "start-too-large"),
        ([10, 11, 11, 2], steps(4), "too-few-steps"),
        ([11, 11, 10, 2], steps(4), "too-few-steps"),
        ([11, 11, 11, 2], {}, "too-few-steps"),
        # Up, and jumps.
        (
            [2.3, 2.4, 2.5, 2.6],
            {},
            "loss-rises: The loss goes from 2.3 to 2.6 (lowest 2.3), nearly",
        ),
        ([2.3, 2.6, 3.0, 3.5], {}, "loss-rises"),
        ([2.3, 2.6, 2.4, 2.6], {}, "rate-too-large: The loss goes from 2.3 to 2.6 (lowest 2.3)."),
        ([1.7, 1.9], {}, "loss-rises"),
        ([1.6, 1.8], {}, "rate-too-small"),
        ([2.3, 2.53], {}, "rate-too-small"),
        (
            [2.3, 1.5, 2.0, 1.2, 1.7],
            {},
            "rate-too-large: The loss goes from 2.3 to 1.7 (lowest 1.2),",
        ),
        ([2.3, 1.5, 2.0, 1.2, 1.7], {"accuracy": 0.9}, None),
        ([2.3, 1.5, 1.9, 1.2, 1.1], {}, "too-few-steps"),  # no more than 1.3 times
        (
            [2.3, 0.5, 0.8, 0.3, 0.26],
            {"accuracy": 0.9},
            "loss-jumps: The loss goes from 2.3 to 0.26",
        ),
        ([2.3, 0.5, 0.8, 0.3, 0.15], {"accuracy": 0.9}, None),
        ([2.3, 0.5, 0.75, 0.3, 0.26], {"accuracy": 0.9}, None),
        ([2.3, 0.4, 0.65, 0.3, 0.26], {"accuracy": 0.9}, None),
        ([2.3, 0.5, 0.8, 0.3, 0.26], {"accuracy": 0.9} | steps(5), "loss-jumps"),
        ([2.3, 0.5, 0.8, 0.3, 0.5, 0.2], {"accuracy": 0.9} | steps(6), "rate-too-large"),
        ([2.3, 0.5, 0.8, 0.3, 0.305, 0.26], {"accuracy": 0.9} | steps(6), "rate-too-large"),
        ([2.3, 0.5, 0.8, 0.3, 0.302, 0.26], {"accuracy": 0.9} | steps(6), "loss-jumps"),
        # Slow, or not at its end.
        (
            [2.3, 2.29, 2.28, 2.27],
            {},
            "rate-too-small: The loss goes from 2.3 to 2.27 (lowest 2.27)",
        ),
        (
            [2.3, 2.0, 1.6, 1.2],
            steps(4),
            "too-few-steps: The loss goes from 2.3 to 1.2 (lowest 1.2) in 3",
        ),
        (
            [2.3, 2.0, 1.6, 1.2],
            {},
            "too-few-steps: The loss goes from 2.3 to 1.2 (lowest 1.2) in 32",
        ),
        ([2.3, 0.61], {}, "too-few-steps"),
        ([2.3, 0.5, 0.61], {}, "too-few-steps"),
        ([2.3, 0.9, 0.9], {"train_accuracy": [0.1, 0.5, 0.81]}, None),
        ([2.3, 1.0, 1.0], {}, "too-few-steps"),
        ([2.3, 1.0, 0.9, 0.9], {}, "stands-still"),
        ([2.3, 1.0, 0.9, 0.8, 0.75, 0.72, 0.7, 0.7, 0.69], {}, "too-few-steps"),
        ([2.3, *[2.0] * 8], {}, "rate-too-small"),
        ([*FALL, *np.linspace(1, 0.98, 6)], {}, "rate-too-small"),  # slow at its end
        ([*FALL, *np.linspace(1, 0.912, 6)], {}, "rate-too-small"),
        ([*FALL, *np.linspace(1, 0.88, 6)], {}, "too-few-steps"),
        ([*FALL[:10], *np.linspace(1.2, 1.15, 5)], {}, "too-few-steps"),
        ([2.3, 0.6], {}, None),
        ([2.3, 0.9], {"accuracy": 0.81}, None),
        ([2.3, 0.9], {"accuracy": 0.8}, "too-few-steps"),
        ([2.3, 0.9], {"train_accuracy": [0.1, 0.81]}, None),
        ([2.3, 0.9], {"train_accuracy": [0.1, 0.8]}, "too-few-steps"),
        ([2.3, 1.0, *[0.9] * 7], {}, "stands-still: The loss goes from 2.3 to 0.9 (lowest 0.9)."),
        ([2.3, 1.7, *[1.6] * 7], steps(9), "stands-still"),
        ([2.3, 1.0, *[0.9] * 7], steps(9), "stands-still"),
    ],
)
def test_what_losses_say(loss, more, found):
    said = [f"{f.kind}: {f.symptom}" for f in examine_losses(patient(loss, **more), 1000)]
    assert len(said) == (found is not None)
    assert all(found in text for text in said)


@pytest.mark.parametrize(
    ("n", "epochs", "words"),
    [(128, 4, "in 4 steps"), (129, 4, "in 8 steps"), (1, 4, "in 4 steps")],
)
def test_an_epoch_has_a_step_for_each_128_samples(n, epochs, words):
    loss = list(np.linspace(2.3, 1.2, epochs))
    assert words in examine_losses(patient(loss), n)[0].symptom


@pytest.mark.parametrize(
    ("losses", "same", "chance"),
    [
        ([2.3, 2.29, 2.28, 2.27], True, True),
        ([2.3, 2.29, 2.28, 2.27], False, False),
        ([2.3, 2.2], True, False),  # it has learned something
    ],
)
def test_what_stands_still_may_be_unable_to_learn(losses, same, chance):
    """Where all images are the same, no rate would help."""
    p = patient(losses, now=1.1)
    rng = np.random.default_rng(0)
    p.X = np.ones((3, 60)) if same else rng.random((3, 60))
    p.Y = np.arange(60) % 3 if same else p.X.argmax(axis=0)
    p.network = Network(Dense(rng, 3, 3, lambda *_: 0, np.float64))
    (said,) = examine_losses(p, 60)
    assert (said.kind == "stands-still" and said.symptom.endswith(": chance.")) == chance


def answers(train, one_answer=0.1, trained=True, test_accuracy=()):
    made = patient([2.3, 0.1], accuracy=train, test_accuracy=list(test_accuracy))
    made.one_answer, made.trained = one_answer, trained
    return made


@pytest.mark.parametrize(
    ("p", "test", "found"),
    [
        (answers(0.99), (0.80, 1000), "ill over-fitted: Train accuracy 99.0%, test accuracy 80.0%"),
        (answers(0.99), (0.82, 1000), "note over-fitted"),
        (answers(0.99), (0.92, 1000), "note over-fitted"),
        (answers(0.99), (0.94, 1000), "healthy gap"),
        (answers(0.89), (0.80, 1000), "healthy gap"),  # a note only of what it reads well
        (answers(0.75), (0.50, 1000), "ill over-fitted"),
        (answers(0.70), (0.50, 1000), "healthy gap"),
        (answers(0.99), (0.92, 200), "note over-fitted"),
        (answers(0.99), (0.92, 50), "healthy gap"),  # a gap that chance may make
        (answers(0.99, test_accuracy=[0.8]), None, "ill over-fitted"),
        (answers(0.99, test_accuracy=[0.1, 0.98]), None, "healthy gap"),
        (answers(0.2), (0.1, 1000), None),
        (answers(0.21), (0.2, 1000), "healthy gap"),
        (answers(np.nan), (0.1, 1000), None),
        (answers(0.5), None, None),
        (answers(0.1, one_answer=0.91), None, "ill one-answer: 91% of the images are read as the"),
        (answers(0.1, one_answer=0.9), None, None),
        (answers(0.1, one_answer=0.95, trained=False), None, None),
    ],
)
def test_what_is_read_and_how_well_on_other_digits(p, test, found):
    said = [f"{f.level} {f.kind}: {f.symptom}" for f in examine_answers(p, test, 1000)]
    assert len(said) == (found is not None)
    assert all(found in text for text in said)


def test_the_error_of_a_gap_counts_both_sides():
    (gap,) = examine_answers(answers(0.5), (0.45, 100), 100)
    assert "a gap of 5.0 +- 6.9 points" in gap.symptom
    (gap,) = examine_answers(answers(0.5, test_accuracy=[0.45]), None, 100)
    assert "a gap of 5.0 +- 4.9 points" in gap.symptom
    (gap,) = examine_answers(answers(1.0), (1.0, 10), 10)
    assert "+- 13.2 points" in gap.symptom, "of 10 that are right, the next may be wrong"


@pytest.mark.parametrize(
    ("history", "read"),
    [
        ([2, 1], {"loss": [2, 1], "train": [], "test": [], "updates": []}),
        ((2, 1), {"loss": [2, 1]}),
        (np.array([2, 1]), {"loss": [2, 1]}),
        ({"loss": [2, 1], "test_accuracy": [1, 0], "accuracy": [5, 5]}, {"test": [1, 0]}),
        (
            {"loss": [2, 1], "accuracy": [1, 0], "train_accuracy": [0, 1]},
            {"test": [1, 0], "train": [0, 1]},
        ),
        ({"loss": [], "updates": [3]}, {"loss": [], "updates": [3]}),
    ],
)
def test_histories_of_all_kinds_are_read(history, read):
    found = read_history(history)
    assert set(found) == {"loss", "train", "test", "updates"}
    for name, numbers in read.items():
        assert found[name].dtype == np.float64 and found[name].tolist() == numbers


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ({"loss": [{}]}, r"history\['loss'\] must be a list of numbers"),
        ({"loss": [[1, 2]]}, r"history\['loss'\] must be a list of numbers"),
        ({"loss": [1], "updates": "x"}, r"history\['updates'\] must be a list of numbers"),
        ({"loss": [1, 2], "train_accuracy": [1]}, "as long as"),
        ("loss", "not str"),
    ],
)
def test_what_is_no_history(history, message):
    with pytest.raises(ValueError, match=message):
        read_history(history)
