"""A text file is written whole, or stays as it was."""

import os
import re

import pytest
from systems import posix

from helpers.inputs.whole_files import write_text


@posix
def test_it_is_written_with_the_rights_of_any_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "page.html"
    before = os.umask(0o027)
    try:
        write_text(str(path), "é\n", ".html")
    finally:
        os.umask(before)
    assert path.read_bytes() == "é\n".encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "link.html").symlink_to("page.html")
    write_text(tmp_path / "link.html", "new", ".html")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "page.html").read_text() == "new"


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("page.txt", ValueError, r"must end in \.html: .*page\.txt"),
        ("none/page.html", FileNotFoundError, "There is no folder .*none: make it first"),
        ("folder.html", IsADirectoryError, r"folder\.html is a folder"),
    ],
)
def test_where_it_cannot_be_written_it_says_why(tmp_path, name, error, words):
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(error, match=words):
        write_text(tmp_path / name, "new", ".html")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.html"]


def test_a_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "new \ud800", ".html")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_a_write_protected_file_stays_and_others_keep_their_rights(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_text(path, "old", ".txt")
    path.chmod(0o600)
    write_text(path, "new", ".txt")
    assert path.read_text() == "new" and path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o400)
    # root may write all the same
    monkeypatch.setattr(os, "access", lambda path, mode: bool(os.stat(path).st_mode & 0o200))
    with pytest.raises(PermissionError, match="a.txt is write-protected"):
        write_text(path, "newer", ".txt")
    assert path.read_text() == "new" and list(tmp_path.iterdir()) == [path]


def test_a_write_protected_folder_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)  # root may write
    words = re.escape(f"The folder {tmp_path} is write-protected: choose")
    with pytest.raises(PermissionError, match=f"^{words}"):
        write_text(tmp_path / "a.txt", "new", ".txt")
    assert not any(tmp_path.iterdir())


def test_a_file_that_windows_keeps_open_stays_and_is_named(tmp_path, monkeypatch):
    def refuse(*paths):
        raise PermissionError(13, "The process cannot access the file")

    path = tmp_path / "a.txt"
    write_text(path, "old", ".txt")
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError, match="a.txt cannot be written anew: close it where it is"):
        write_text(path, "new", ".txt")
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
