"""What an examination finds: one finding, and the list of them, worst first."""

import textwrap
from dataclasses import dataclass

# Every illness, from what must be mended first to what shows last: a wrong digit spoils all that
# comes after it. A kind's lesson explains it.
LESSONS = {
    "sizes": "Lesson 1", "pixels-not-finite": "Lesson 1", "pixels-constant": "Lesson 1",
    "rows-for-columns": "Lesson 1", "pixels-scrambled": "Lesson 1", "pixels-whole": "Lesson 1",
    "pixels-mixed": "Lesson 1", "pixels-too-large": "Lesson 1", "pixels-too-small": "Lesson 1",
    "pixels-inverted": "Lesson 6", "images-turned": "Lesson 6", "images-repeated": "Lesson 1",
    "labels-type": "Lesson 1", "labels-range": "Lesson 1", "labels-one-class": "Lesson 2",
    "labels-shifted": "Lesson 1", "labels-off-by-one": "Lesson 1", "labels-swapped": "Lesson 5",
    "labels-shuffled": "Lesson 1", "labels-noisy": "Lesson 5", "labels-unbalanced": "Lesson 5",
    "test-prepared-otherwise": "Lesson 6", "test-in-training": "Lesson 5",
    "shapes": "Lesson 1", "outputs": "Lesson 1", "not-updated": "Lesson 4",
    "gradient": "Lesson 3",
    "symmetric": "Lesson 1", "no-activation": "Lesson 2", "activation-at-end": "Lesson 2",
    "dropout": "Lesson 8", "too-narrow": "Lesson 7", "other-weights": "Lesson 4",
    "bias": "Lesson 2", "start-too-large": "Lesson 8", "start-too-small": "Lesson 8",
    "vanishing": "Lesson 8",
    "rate-too-large": "Lesson 4", "loss-nan": "Lesson 4", "weights-nan": "Lesson 4",
    "dead": "Lesson 8", "saturated": "Lesson 8", "loss-not-averaged": "Lesson 2",
    "rate-too-small": "Lesson 4", "loss-rises": "Lesson 4", "loss-jumps": "Lesson 4",
    "stands-still": "Lesson 4", "one-answer": "Lesson 5", "over-fitted": "Lesson 8",
    "too-few-steps": "Lesson 4",
}  # fmt: skip
RANK = {kind: place for place, kind in enumerate(LESSONS)}
# What follows from an illness, and is not said beside it.
SLOW = {"rate-too-small", "stands-still", "one-answer", "too-few-steps"}
FOLLOWS = {
    "test-in-training": {"over-fitted"}, "test-prepared-otherwise": {"over-fitted"},
    "symmetric": SLOW | {"vanishing", "start-too-small"},
    "no-activation": SLOW, "activation-at-end": SLOW, "dropout": SLOW, "too-narrow": SLOW,
    "start-too-large": SLOW | {"saturated"},
    "start-too-small": SLOW | {"vanishing"},
    "vanishing": SLOW,
    "rate-too-large": SLOW | {"saturated", "loss-rises", "loss-jumps"},
    "rate-too-small": {"one-answer", "stands-still", "too-few-steps"},
    "dead": SLOW | {"saturated"},
    "saturated": SLOW,
    "bias": SLOW | {"start-too-large", "saturated"},
    "not-updated": SLOW,
    "gradient": SLOW | {"loss-rises"},
}  # fmt: skip
MARKS = {"ill": "!!", "note": " >", "healthy": "ok"}


@dataclass(frozen=True)
class Finding:
    """One thing that was measured.

    kind: its short name, such as "rate-too-large". level: "ill", "note" (nothing is wrong, but
    there is more to gain) or "healthy". symptom: a sentence; number: what was measured, or None;
    cause, remedy: sentences, empty where all is well; lesson: the one that explains it.
    """

    kind: str
    level: str
    symptom: str
    number: float | None = None
    cause: str = ""
    remedy: str = ""
    lesson: str = ""

    def __str__(self):
        words = [self.symptom]
        if self.level != "healthy":
            words += [f"Likely: {self.cause}", f"Try: {self.remedy}", f"({self.lesson})"]
        text = textwrap.fill(" ".join(words), 76, subsequent_indent="   ")
        return f"{MARKS[self.level]} {text}"

    __repr__ = __str__


def ill(kind, symptom, number, cause, remedy):
    """An illness: something that keeps a network from learning."""
    return Finding(kind, "ill", symptom, _plain(number), cause, remedy, LESSONS[kind])


def note(kind, symptom, number, cause, remedy):
    """No illness, but a way to more."""
    return Finding(kind, "note", symptom, _plain(number), cause, remedy, LESSONS[kind])


def healthy(kind, symptom, number=None):
    """Something that was measured, and is as it should be."""
    return Finding(kind, "healthy", symptom, _plain(number))


def _plain(number):
    return None if number is None else float(number)


class Findings(list):
    """Findings, the worst first: a list that prints as a report.

    ill: those that are illnesses. Each has kind, level, symptom, number, cause, remedy, lesson.
    """

    @property
    def ill(self):
        return [finding for finding in self if finding.level == "ill"]

    def __str__(self):
        count = len(self.ill)
        first = {0: "Nothing ill was found.", 1: "One thing is ill:"}.get(
            count, f"{count} things are ill, what to mend first at the top:"
        )
        return "\n".join([first, *map(str, self)])

    __repr__ = __str__

    def _repr_pretty_(self, printer, cycle):  # IPython asks for it, and would show a list
        printer.text("..." if cycle else str(self))


def in_order(found):
    """Findings of all rooms, the worst first."""
    ills = {finding.kind for finding in found if finding.level == "ill"}
    follow = set().union(*(FOLLOWS.get(kind, set()) for kind in ills))
    kept, said = [], set()
    for finding in found:
        if finding.level == "healthy" or finding.kind not in follow | said:
            kept.append(finding)
            said |= {finding.kind} if finding.level != "healthy" else set()
    levels = list(MARKS)
    return Findings(  # what is well stays in the order in which it was measured
        sorted(kept, key=lambda f: (levels.index(f.level), f.level != "healthy" and RANK[f.kind]))
    )
