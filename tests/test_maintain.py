"""What is stored of a notebook's outputs does not depend on how they arrived."""

import maintain
from nbformat.v4 import new_output


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
