"""What is stored of a notebook's outputs does not depend on how they arrived."""

import lessons
import maintain
import nbformat
import pytest
import stamp
from nbformat.v4 import new_code_cell, new_output


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def test_what_is_printed_without_a_break_is_one_piece():
    outputs = [stream("a"), stream("b\n"), stream("c", "stderr"), stream("d"), stream("e")]
    whole = maintain.whole_streams(outputs)
    assert [(o.name, o.text) for o in whole] == [
        ("stdout", "ab\n"), ("stderr", "c"), ("stdout", "de")
    ]  # fmt: skip


def test_what_is_shown_between_two_prints_keeps_them_apart():
    shown = new_output("display_data", data={"text/plain": "a figure"})
    whole = maintain.whole_streams([stream("a"), shown, stream("b")])
    assert [o.get("text") for o in whole] == ["a", None, "b"]


def measured(source, picture, printed="a figure"):
    output = new_output("display_data", data={"image/png": picture, "text/plain": printed})
    return new_code_cell(source, outputs=[output], metadata={"tags": [maintain.MEASURED]})


def test_measured_pictures_are_kept_as_long_as_the_code_of_all_is_the_same():
    """Those of one notebook go together: the next one draws what the one before has measured."""
    stored = [measured("draw()", "first"), new_code_cell("1 + 1"), measured("go_on()", "first")]
    maintain.keep_measured(stored, [new_code_cell("draw()") for _ in stored])
    for code, printed, kept in [
        ("draw()", "a figure", "first"),
        ("draw(title)", "a figure", "second"),
        ("draw()", "another", "second"),
    ]:
        last = measured("go_on()", "second")
        cells = [measured(code, "second", printed), new_code_cell("1 + 1"), last]
        maintain.keep_measured(cells, stored)
        for cell in (cells[0], last):
            assert cell.outputs[0].data["image/png"] == kept
            assert cell.metadata[stamp.DRAWN] == maintain.code_hash(cell)
        assert stamp.DRAWN not in cells[1].metadata


@pytest.mark.parametrize("entry", lessons.read(), ids=lambda entry: entry.file)
def test_a_stored_measured_picture_is_of_the_code_above_it(entry):
    for cell in nbformat.read(entry.path, as_version=4).cells:
        if maintain.MEASURED in cell.metadata.get("tags", []):
            assert cell.metadata[stamp.DRAWN] == maintain.code_hash(cell), cell.source
