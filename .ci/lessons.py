"""notebooks/lessons.toml, the one list of the notebooks, read for whoever needs it."""

import tomllib
from dataclasses import dataclass

from paths import NOTEBOOKS

LIST = NOTEBOOKS / "lessons.toml"
GIVEN = {"Layer"}  # built in a lesson, but no task for a workbook


@dataclass(frozen=True)
class Notebook:
    """One entry of the list: what its fields mean is said at the top of the file."""

    file: str
    name: str
    makes: str
    study: str
    run: str
    builds: tuple
    aside: bool = False
    made_from: str = ""
    cluster: bool = False

    @property
    def path(self):
        return NOTEBOOKS / f"{self.file}.ipynb"

    @property
    def number(self):
        """The lesson's number, or None for what is no lesson."""
        return int(self.file[:2]) if self.file[:2].isdigit() else None

    @property
    def has_workbook(self):
        """True if there is something to write oneself: Layer, which holds nothing, is given."""
        return bool(set(self.builds) - GIVEN)

    @property
    def title(self):
        """What links call it: "Lesson 4: Gradient descent", or "Glossary"."""
        return self.name if self.number is None else f"Lesson {self.number}: {self.name}"


def read(text=None):
    """All notebooks of the list, in its order: a list of Notebook.

    Raises ValueError for an entry with a field missing or too much, or when a file comes twice.
    """
    text = LIST.read_text(encoding="utf-8") if text is None else text
    notebooks = []
    for entry in tomllib.loads(text)["notebook"]:
        try:
            notebooks.append(Notebook(**entry | {"builds": tuple(entry["builds"])}))
        except (KeyError, TypeError) as error:
            raise ValueError(f"{LIST.name}: {entry.get('file', entry)}: {error}") from error
    files = [notebook.file for notebook in notebooks]
    if len(set(files)) != len(files):
        raise ValueError(f"{LIST.name}: a file is listed twice: {files}")
    return notebooks


def neighbours(notebooks, file):
    """The entries before and after `file` on the way, without the asides: two, or None each."""
    way = [notebook for notebook in notebooks if not notebook.aside or notebook.file == file]
    place = [notebook.file for notebook in way].index(file)
    return (
        way[place - 1] if place > 0 else None,
        way[place + 1] if place + 1 < len(way) else None,
    )
