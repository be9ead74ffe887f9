"""The clinic's patients: each has one illness, which its word and examine name alike."""

import numpy as np
import pytest

from helpers import back_prop, check_patient, examine, forward_prop, hint, patient
from helpers.teaching.answers import NotRight
from helpers.teaching.findings import LESSONS
from helpers.teaching.patients import PATIENTS, SHOWS


@pytest.mark.parametrize("n", PATIENTS)
@pytest.mark.filterwarnings("error")
def test_a_patient_has_what_its_word_says(n):
    right = PATIENTS[n][1]
    found = examine(**patient(n))
    assert found[0].kind == right, found
    others = {finding.kind for finding in found.ill} - {right}
    assert not others & set(SHOWS), "no second illness that would be as right an answer"


def test_a_patient_is_the_same_each_time():
    one, other = patient(6), patient(6)
    assert all(np.array_equal(a, b) for a, b in zip(one["network"], other["network"], strict=True))
    assert one["history"] == other["history"]


def test_right_wrong_and_no_answer(capsys):
    check_patient(3, "rate-too-small")
    check_patient(3, ...)
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Patient 3: right, rate-too-small: a loss that falls evenly")
    assert said[1] == "Patient 3: no diagnosis yet."
    with pytest.raises(NotRight, match="that would show as a loss that jumps up while training, a"):
        check_patient(3, "rate-too-large")
    with pytest.raises(ValueError, match="'the rate' is none of: pixels-too-large, "):
        check_patient(3, "the rate")


CALLS = {"patient": patient, "check_patient": lambda n: check_patient(n, ...), "hint": hint}


@pytest.mark.parametrize("name", CALLS)
def test_there_is_no_patient_13(name):
    with pytest.raises(ValueError, match=f"^{name}: there are patients 1 to 12, but no 13"):
        CALLS[name](13)


@pytest.mark.parametrize("call", [patient, hint])
@pytest.mark.parametrize("n", [1.5, "one", 0])
def test_a_patient_has_a_whole_number(call, n):
    with pytest.raises(ValueError, match="n must be a whole number"):
        call(n)


def test_its_owner_speaks_and_the_first_hint_comes_first(capsys):
    patient(3)
    hint(3)
    assert capsys.readouterr().out.splitlines() == [
        "Patient 3. Its owner says: It learns, I think. Shall I wait?",
        "Patient 3, hint 1 of 3: Draw the loss, and read the numbers on its axis.",
    ]


def test_hints_come_in_three_steps(capsys):
    for n in PATIENTS:
        for step in (1, 2, 3):
            hint(n, step)
    said = capsys.readouterr().out
    assert said.count("hint 3 of 3") == 12 and len(set(said.splitlines())) == 36
    words = {right for _, right, *_ in PATIENTS.values() if "-" in right}
    assert len(words) >= 8 and not any(word in said for word in words)
    with pytest.raises(ValueError, match="step must be a whole number"):
        hint(1, 4)


def test_every_illness_to_choose_from_is_one_that_examine_knows():
    assert {right for _, right, *_ in PATIENTS.values()} <= set(SHOWS) <= set(LESSONS)
    assert len({right for _, right, *_ in PATIENTS.values()}) == len(PATIENTS) == 12


def test_each_illness_is_told_by_what_it_shows():
    assert all(len(text.split()) >= 4 for text in SHOWS.values())
    assert len(set(SHOWS.values())) == len(SHOWS)


@pytest.mark.parametrize("n", [8, 12])
def test_a_patient_comes_without_bars(n, capsys):
    patient(n)
    said = capsys.readouterr()
    assert said.out.count("\n") == 1 and said.err == ""


def test_patients_are_what_their_hints_say_of_them():
    images = {n: patient(n)["X"] for n in (2, 9, 10)}
    assert images[9].shape[1] < images[2].shape[1], "few digits, to learn by heart"
    assert np.array_equal(np.sort(images[10], axis=None), np.sort(images[2], axis=None))
    known = patient(7)
    assert known["X_test"].shape[1] == known["Y_test"].size >= 100


def test_the_first_half_of_its_gradient_goes_uphill():
    sick, rng = patient(5), np.random.default_rng(0)
    params, X, Y = sick["network"], rng.random((784, 9)), np.arange(9)
    given = (*forward_prop(*params, X), params[0], params[2], X, Y)
    signs = (-1, -1, 1, 1)
    for mine, right, sign in zip(sick["back_prop"](*given), back_prop(*given), signs, strict=True):
        assert np.array_equal(mine, sign * right)
