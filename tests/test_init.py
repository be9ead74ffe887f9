"""`from helpers import ...`: every name is there, in the map, and known to editors."""

import ast
import inspect
import re
import subprocess
import sys

import jedi
import pytest
from paths import HELPERS

import helpers

NAMES = sorted(helpers.__all__)
# Floors from the ground up, and what each may use besides itself.
BELOW = {
    "inputs": set(),
    "digits": {"inputs"},
    "network": {"inputs"},
    "handwriting": {"inputs"},
    "training": {"inputs", "digits", "network"},
    "showing": {"inputs", "network", "handwriting"},
    "teaching": {"inputs", "digits", "network", "training"},
}


def read_map():
    """The map in helpers' docstring: {"floor.module": [names]}, and the lessons that it names."""
    rooms, floor, lesson = {}, None, {}
    for line in helpers.__doc__.splitlines():
        if match := re.match(r"(\w+): ", line):
            floor = match[1]
        elif match := re.match(r"    (\w+) +(\d+)\*?(.*)", line):
            room = f"{floor}.{match[1]}"
            names = match[3].strip(" ,")
            rooms[room], lesson[room] = names.split(", ") if names else [], int(match[2])
        elif match := re.match(r" {28}(\S.+)", line):
            rooms[room] += match[1].strip(" ,").split(", ")
    return rooms, lesson


def read_stub():
    """What __init__.pyi says: {"floor.module": [names]}, a module itself as its own name."""
    stub = {}
    for node in ast.parse((HELPERS / "__init__.pyi").read_text(encoding="utf-8")).body:
        for alias in node.names:
            assert alias.asname == alias.name, "editors take only `as` for public"
            stub.setdefault(node.module, []).append(alias.name)
    modules = {f"{floor}.{name}": [name] for floor in BELOW for name in stub.pop(floor, [])}
    return {**modules, **{room: names + modules.get(room, []) for room, names in stub.items()}}


def test_the_map_names_what_the_stub_gives():
    rooms, lesson = read_map()
    stub = read_stub()
    for room, names in rooms.items():
        if room == "digits.mnist":
            names = [*names, "mnist"]
        if room in stub:  # another room serves its floor only: a few words say what for
            assert sorted(names) == sorted(stub[room]), room
    assert set(stub) <= set(rooms) == set(lesson)


def test_every_room_is_on_the_map_and_can_be_read_in_one_sitting():
    rooms, _ = read_map()
    found = {
        f"{path.parent.name}.{path.stem}": len(path.read_text(encoding="utf-8").splitlines())
        for path in HELPERS.glob("*/*.py")
        if path.name != "__init__.py"
    }
    assert set(found) == set(rooms)
    assert {room: lines for room, lines in found.items() if lines > 230} == {}


@pytest.mark.parametrize("floor", BELOW)
def test_imports_only_go_down(floor):
    for path in HELPERS.glob(f"{floor}/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers."):
                used = node.module.split(".")[1]
                assert used == floor or used in BELOW[floor], f"{path.name} uses {node.module}"


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_there_and_editors_complete_it(name):
    value = getattr(helpers, name)
    start = f"import helpers\nhelpers.{name[:-1]}"
    assert name in {found.name for found in jedi.Script(start).complete()}
    if callable(value):
        assert value.__doc__, "what an editor shows"
        signatures = jedi.Script(f"from helpers import {name}\n{name}(").get_signatures()
        assert signatures, "an editor cannot show its signature"
        assert "args" not in [parameter.name for parameter in signatures[0].params]


def test_a_notebook_s_completion_knows_them_too():
    found = jedi.Interpreter("helpers.forw", [{"helpers": helpers}]).complete()
    assert [name.name for name in found] == ["forward_prop"]


def test_nothing_is_imported_before_it_is_used():
    code = "import sys, helpers; helpers.sigmoid; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "helpers.network.functions" in loaded
    assert not loaded & {"matplotlib", "skimage", "requests", "anywidget", "tqdm"}


@pytest.mark.parametrize(("platform", "silent"), [("darwin", True), ("linux", False)])
def test_on_macos_alone_the_spurious_warning_of_products_is_silent(platform, silent):
    code = f"""
import sys, warnings
sys.platform = {platform!r}
warnings.simplefilter("always")
import helpers
for text in ("divide by zero encountered in matmul", "overflow encountered in exp"):
    warnings.warn(text, RuntimeWarning)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ("in matmul" in done.stderr) is not silent and "in exp" in done.stderr


def public():
    """Every public function or class, by name, with its signature."""
    for name in NAMES:
        value = getattr(helpers, name)
        if callable(value):
            yield pytest.param(value, inspect.signature(value), id=name)


@pytest.mark.parametrize(("value", "signature"), list(public()))
def test_what_has_options_has_them_documented(value, signature):
    options = [p.name for p in signature.parameters.values() if p.default is not p.empty]
    if options:
        documented = value.__doc__.split("Parameters\n")[1].split("Returns\n")[0]
        for option in options:
            assert re.search(rf"\b{option}\b", documented), f"{option} is not documented"
