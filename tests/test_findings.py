"""What an examination finds: findings that print as a report, the worst first."""

import re
from types import SimpleNamespace

import pytest

from helpers.teaching.findings import (
    FOLLOWS,
    LESSONS,
    MARKS,
    RANK,
    SLOW,
    Findings,
    healthy,
    ill,
    in_order,
    note,
)


def test_every_illness_has_a_name_and_a_lesson():
    for kind, lesson in LESSONS.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind) and re.fullmatch(r"Lesson [1-8]", lesson)
    assert list(RANK) == list(LESSONS) and list(RANK.values()) == list(range(len(LESSONS)))
    assert SLOW <= set(LESSONS) and set(FOLLOWS) <= set(LESSONS)
    assert set().union(*FOLLOWS.values()) <= set(LESSONS)


@pytest.mark.parametrize(
    ("first", "follows"),
    [
        ("test-in-training", "over-fitted"),
        ("test-prepared-otherwise", "over-fitted"),
        *(("symmetric", kind) for kind in ("vanishing", "start-too-small", "one-answer")),
        *(("no-activation", kind) for kind in sorted(SLOW)),
        ("activation-at-end", "stands-still"),
        ("dropout", "too-few-steps"),
        ("too-narrow", "rate-too-small"),
        ("start-too-large", "saturated"),
        ("start-too-large", "stands-still"),
        ("start-too-small", "vanishing"),
        ("start-too-small", "rate-too-small"),
        ("vanishing", "rate-too-small"),
        *(("rate-too-large", kind) for kind in ("saturated", "loss-rises", "loss-jumps")),
        ("rate-too-large", "one-answer"),
        *(("rate-too-small", kind) for kind in ("one-answer", "stands-still", "too-few-steps")),
        ("dead", "saturated"),
        ("dead", "one-answer"),
        ("saturated", "stands-still"),
        *(("bias", kind) for kind in ("start-too-large", "saturated", "one-answer")),
        ("not-updated", "stands-still"),
        ("gradient", "loss-rises"),
        ("gradient", "stands-still"),
    ],
)
def test_what_follows_from_an_illness_is_not_said_beside_it(first, follows):
    cause, effect = ill(first, "", 1, "", ""), ill(follows, "", 1, "", "")
    assert in_order([effect, cause]) == [cause]
    assert in_order([effect]) == [effect]
    mild = note(first, "", 1, "", "")
    assert in_order([effect, mild]) == [effect, mild], "a note causes nothing"


def test_the_worst_comes_first():
    found = [
        healthy("rate", "well"),
        note("too-few-steps", "early", 3, "", ""),
        healthy("gradient", "good"),
        ill("over-fitted", "by heart", 0.2, "", ""),
        ill("sizes", "cut", 1, "", ""),
        ill("sizes", "cut again", 1, "", ""),
    ]
    order = in_order(found)
    assert isinstance(order, Findings)
    assert [f.symptom for f in order] == ["cut", "by heart", "early", "well", "good"]
    assert [f.symptom for f in order.ill] == ["cut", "by heart"]


def test_a_report():
    one = ill("sizes", "X is long.", 3, "it was cut " * 9 + "off.", "cut both.")
    lines = str(one).splitlines()
    assert lines[0].startswith("!! X is long. Likely: it was cut")
    assert all(re.match("   [^ ]", line) for line in lines[1:])
    assert lines[-1].endswith("Try: cut both. (Lesson 1)")
    assert 70 < max(map(len, lines)) <= 79 and one.number == 3.0 and type(one.number) is float
    assert str(healthy("rate", "All is well.")) == "ok All is well."
    assert healthy("rate", "All is well.").number is None
    assert str(note("too-few-steps", "a.", 1, "b.", "c.")) == " > a. Likely: b. Try: c. (Lesson 4)"
    assert str(Findings([])) == "Nothing ill was found."
    assert repr(Findings([one])).startswith("One thing is ill:\n!! X is long.")
    assert str(Findings([one, one])).startswith(
        "2 things are ill, what to mend first at the top:\n"
    )
    assert set(MARKS) == {"ill", "note", "healthy"}


@pytest.mark.parametrize(("cycle", "words"), [(False, "Nothing ill was found."), (True, "...")])
def test_a_notebook_shows_the_report_and_no_list(cycle, words):
    said = []
    Findings([])._repr_pretty_(SimpleNamespace(text=said.append), cycle)
    assert said == [words]
