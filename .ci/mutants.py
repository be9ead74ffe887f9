"""Change helpers in one small way at a time, and see whether the tests notice.

`python .ci/mutants.py` does so for every module, `python .ci/mutants.py idx layers` for these two;
the score of each goes into mutants.md, and what survived is printed. A change has to be noticed by
the test file of its module, or of the checks that decorate it, by a test that enters the changed
function and takes less than SLOW seconds: so a score may be lower than with all tests, and never
higher. Changes that no test can notice stand in equivalents.toml, with the reason.

What only chooses an example stays as it is: seeds, in RNG(...) and default_rng(...), and in the
rooms check_*.py and patients.py all numbers, of which tasks and patients are made. So does wording:
a whole sentence, and in the rooms check_*.py the texts of the tables of mistakes, each of which is
planted in a test and answered by its sentence.
Tests with "nbval" in their name are left out: they start pytest with plugins that are off here.
It works on copies, and needs a system that can fork (Linux, macOS). MUTANTS_WORKERS=1 leaves the
other processor to others.
"""

import ast
import copy
import gc
import importlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from paths import HELPERS, ROOT

TESTS = ROOT / "tests"
TABLE, EQUIVALENTS = ROOT / ".ci" / "mutants.md", ROOT / ".ci" / "equivalents.toml"
WORKERS = int(os.environ.get("MUTANTS_WORKERS", min(2, os.cpu_count() or 1)))
SLOW = 3
PRELOADED = (
    "hypothesis.strategies", "ipywidgets", "matplotlib.pyplot", "nbformat", "requests",
    "scipy.signal", "skimage.filters", "skimage.measure", "skimage.morphology",
    "skimage.segmentation", "skimage.transform",
)  # fmt: skip
# Modules with several test files: the checks in decorators have one, for all that they decorate.
ALSO = {
    "layers": ["order"], "order": ["convolution", "data_parallel"],
    "convolution": ["order", "layers"], "optimisers": ["guards"],
    "mini_batch": ["guards"], "weights": ["files"], "given": ["teaching", "slips"],
    "outcomes": ["teaching", "slips"], "judge": ["teaching", "slips", "differences", "mistakes"],
    "guards": ["mini_batch", "optimisers", "full_batch"], "paper": ["ink"],
    "ink": ["digit"], "check_machines": ["machines"], "check_dropout": ["check_dropout"],
}  # fmt: skip
# Several modules that are tested together, besides the rooms check_*.py.
TOGETHER = {
    "diagrams": "plots", "checks_loss": "checks", "compare": "checks", "answers": "teaching",
    "errors": "teaching", "your_turn": "teaching", "patients": "clinic",
    "endless": "slips", "machine_guards": "machines",
}  # fmt: skip
EXAMPLES = ("check_", "patients")  # how the rooms begin in which numbers are examples
SEEDS = {"RNG", "default_rng", "rng_of"}
TABLES = {"judge", "check_activation_layer"}
HEAD = """# Do the tests notice? Changes to helpers, by `python .ci/mutants.py`

Of the tests that enter the changed function, the quick ones are run: those that take less than 3
seconds. A module without a row has not been run yet.

| module | mutants | killed | equivalent | survived | score |
| --- | --: | --: | --: | --: | --: |
"""
SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def changes(node):
    """What may stand in place of a node: nodes; a list of statements in place of one is []."""
    changed = []

    def change(**fields):
        other = copy.copy(node)
        for name, value in fields.items():
            setattr(other, name, value)
        changed.append(other)

    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            ops = [*node.ops[:i], SWAPS[type(op)](), *node.ops[i + 1 :]]
            change(ops=ops)
    elif isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp) and type(node.op) in SWAPS:
        change(op=SWAPS[type(node.op)]())
    elif isinstance(node, ast.UnaryOp):
        changed.append(node.operand)
    elif isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            change(value=not value)
        elif isinstance(value, int | float):
            change(value=value + 1)
        elif isinstance(value, str | bytes) and value:
            change(value=value[:0])
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            change(test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Raise | ast.Continue | ast.Break):
        changed.append(ast.Pass())
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        changed.append(ast.Pass())
    elif isinstance(node, ast.Call):
        for i, keyword in enumerate(node.keywords):
            if keyword.arg is not None:
                change(keywords=node.keywords[:i] + node.keywords[i + 1 :])
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        for i in range(len(node.decorator_list)):
            change(decorator_list=node.decorator_list[:i] + node.decorator_list[i + 1 :])
    elif isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Tuple):
        for i in range(len(node.type.elts)):
            rest = node.type.elts[:i] + node.type.elts[i + 1 :]
            change(type=ast.Tuple(rest, ast.Load()))
    return changed


def mutants(source, checks=False):
    """Of each change: a text that names it, the changed source, the function in whose body it is.

    What stands in a function's decorators and defaults is done when the module is loaded: no
    function then. checks: whether it is a room of examples, or of tables of mistakes; a list with a
    name of its own is such a table, too.
    """
    tree, found, chosen = ast.parse(source), [], set()

    def visit(node, place, inside=""):
        if isinstance(node, ast.Raise):
            found.append((place, node, ast.Pass(), inside))  # not the wording of its message
            return
        if isinstance(node, ast.JoinedStr) or is_sentence(node) or checks and is_number(node):
            return
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            place = f"{place}.{node.name}".lstrip(".")
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in SEEDS:
                chosen.update(id(n) for n in ast.walk(node) if is_number(n))
            if checks and called in TABLES:
                chosen.update(id(n) for n in ast.walk(node) if is_text(n))
        if checks and isinstance(node, ast.Assign) and isinstance(node.value, ast.List):
            chosen.update(id(n) for n in ast.walk(node) if is_text(n))
        if id(node) not in chosen:
            found.extend((place, node, other, inside) for other in changes(node))
        for name, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                documents = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
                if (
                    isinstance(child, ast.AST)
                    and not documents
                    and name not in ("annotation", "returns")
                ):
                    body = isinstance(node, ast.FunctionDef) and name == "body"
                    visit(child, place, place if body else inside)

    visit(tree, "")
    seen, texts = {}, []
    for place, node, other, inside in found:
        text = f"{place or 'module'}: {shorten(node)} -> {shorten(other)}"
        seen[text] = seen.get(text, 0) + 1
        text += f" #{seen[text]}" if seen[text] > 1 else ""
        texts.append((text, ast.unparse(swap(tree, node, other)), inside))
    return texts


def is_number(node):
    """True for a number, with its sign."""
    if isinstance(node, ast.UnaryOp):
        return is_number(node.operand)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_sentence(node):
    """True for a text of three words or more that ends as a sentence does."""
    return is_text(node) and node.value.count(" ") > 1 and node.value.rstrip()[-1:] in (*".:?!",)


def shorten(node):
    """A node in one line; a function by its decorators, a deleted statement as nothing."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        kept = [ast.unparse(decorator) for decorator in node.decorator_list]
        return f"@{' @'.join(kept)} {node.name}"[:300]
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.ExceptHandler):
        return f"except {ast.unparse(node.type)}"
    return re.sub(r"\s+", " ", ast.unparse(node))[:300]


def swap(tree, old, new):
    """A copy of the tree with new in place of old."""

    class Swap(ast.NodeTransformer):
        def visit(self, node):
            return new if node is old else self.generic_visit(copy.copy(node))

        def generic_visit(self, node):
            for name, value in ast.iter_fields(node):
                if isinstance(value, list):
                    items = [self.visit(v) if isinstance(v, ast.AST) else v for v in value]
                    setattr(node, name, items)
                elif isinstance(value, ast.AST):
                    setattr(node, name, self.visit(value))
            return node

    return ast.fix_missing_locations(Swap().visit(tree))


class Order:
    """A pytest plugin: what enters the changed function is run, the quick tests first.

    Where no test is known to enter it, all are run; slow ones never are.

    Without a function it notes which functions of the target a test enters; with "", how long each
    takes.
    """

    def __init__(self, target, function=None):
        self.target, self.function = str(target), function
        self.kept, self.notes = target.parents[2] / "order.json", {}
        if function is not None:
            self.notes = json.loads(self.kept.read_text(encoding="utf-8"))

    def pytest_collection_modifyitems(self, items):
        def seconds(item):
            return self.notes.get(item.nodeid, (0, 0))[1]

        items[:] = [i for i in items if "nbval" not in i.name]
        if self.function is not None:
            able = [i for i in items if self.function in self.notes.get(i.nodeid, ((), 0))[0]]
            items[:] = sorted(able or items, key=seconds)
        if self.function:
            items[:] = [i for i in items if seconds(i) < SLOW]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        start, entered = time.monotonic(), set()

        def enter(frame, event, _):
            if event == "call" and frame.f_code.co_filename == self.target:
                entered.add(frame.f_code.co_qualname.replace(".<locals>", ""))

        if self.function is None:
            sys.setprofile(enter)
        try:
            return (yield)
        finally:
            if self.function is None:
                sys.setprofile(None)
            entered = entered or self.notes.get(item.nodeid, [()])[0]
            self.notes[item.nodeid] = (sorted(entered), time.monotonic() - start)

    def pytest_sessionfinish(self):
        if not self.function:
            self.kept.write_text(json.dumps(self.notes), encoding="utf-8")


def run(folder, target, tests, seconds, function=None):
    """True if these test files pass in the copy `folder`, within this time.

    What is not changed is compiled by the first runs, and never again.
    """
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        sys.dont_write_bytecode = bool(function)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1), os.dup2(null, 2)
        os.chdir(folder)
        os.environ["PYTHONPATH"] = str(folder)
        sys.path[:0] = [
            str(folder),
            *(str(folder / name) for name in (".ci", "tests", "tests/benchmarks")),
        ]
        options = "-x -q -p no:cacheprovider -p _hypothesis_pytestplugin -p which_mnist"
        options += " -p no:unraisableexception -o addopts= --hypothesis-seed=0"  # its gc takes long
        paths = [str(folder / "tests" / f"test_{test}.py") for test in tests]
        os._exit(int(pytest.main([*options.split(), *paths], [Order(folder / target, function)])))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)  # a group of its own, which this process has started
    os.waitpid(child, 0)
    return False


def tests_of(path):
    """The names of the test files that have to notice a change of this module."""
    if path.stem.startswith("check_"):
        return ["teaching", "mistakes", *ALSO.get(path.stem, ())]
    own = TOGETHER.get(path.stem, path.stem)
    if own.startswith("examine_") and not (TESTS / f"test_{own}.py").exists():
        own = "examine"
    return [own, "any_argument", *ALSO.get(path.stem, ())]


def examine(path):
    """The number of mutants of a module, and the texts of those that survived."""
    tests, target, folders = tests_of(path), path.relative_to(ROOT), []
    try:
        for _ in range(WORKERS):
            folders.append(Path(tempfile.mkdtemp(prefix="mutants-")))
            for name in ("helpers", "tests", ".ci", "notebooks"):
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / name, folders[-1] / name, ignore=ignored)
        source = path.read_text(encoding="utf-8")
        (folders[0] / target).write_text(ast.unparse(ast.parse(source)), encoding="utf-8")
        if not run(folders[0], target, tests, 600):
            raise SystemExit(f"Tests of {path.stem} fail before anything is changed.")
        start = time.monotonic()
        if not run(folders[0], target, tests, 600, ""):
            raise SystemExit(f"Tests of {path.stem} fail when the quick ones go first.")
        limit = 10 + 5 * (time.monotonic() - start)
        for cached in folders[0].glob(f"**/__pycache__/{path.stem}.*.pyc"):
            cached.unlink()  # the changed module is compiled each time
        for folder in folders[1:]:
            shutil.copytree(folders[0], folder, dirs_exist_ok=True)
        free, texts = list(folders), mutants(source, path.stem.startswith(EXAMPLES))

        def survives(mutant):
            folder = free.pop()
            try:
                (folder / target).write_text(mutant[1], encoding="utf-8")
                return run(folder, target, tests, limit, mutant[2] or "module")
            finally:
                free.append(folder)

        with ThreadPoolExecutor(WORKERS) as pool:
            alive = list(pool.map(survives, texts))
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
    return len(texts), [text for (text, *_), lives in zip(texts, alive, strict=True) if lives]


def main(names):
    os.environ.update(OPENBLAS_NUM_THREADS="1", MNIST_TESTS_USE="sample", MPLBACKEND="agg")
    os.environ.update(NO_PROXY="127.0.0.1", no_proxy="127.0.0.1", PYTHONDONTWRITEBYTECODE="1")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # nbval and xdist take long to load
    # What the tests import is imported once; each change then runs in a fork of this process.
    for name in PRELOADED:
        importlib.import_module(name)
    gc.freeze()  # forks need not look through all of it
    equivalents = tomllib.loads(EQUIVALENTS.read_text(encoding="utf-8"))
    paths = [path for path in sorted(HELPERS.glob("*/*.py")) if path.name != "__init__.py"]
    for path in paths:
        if names and path.stem not in names:
            continue
        module = str(path.relative_to(HELPERS).with_suffix(""))
        number, alive = examine(path)
        known = equivalents.get(module, {})
        survived = [text for text in alive if text not in known]
        for text in survived:
            print(f"{module} | {text}", flush=True)
        for text in known.keys() - set(alive):
            print(f"{module} | no longer needed in equivalents.toml: {text}")
        killed, real = number - len(alive), number - len(alive) + len(survived)
        counts = [number, killed, len(alive) - len(survived), len(survived)]
        row = f"| {' | '.join(map(str, counts))} | {killed / max(1, real):.1%} |"
        print(module, row, flush=True)
        old = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
        rows = dict(re.findall(r"(?m)^\| (\S+) (\|.*)$", old)) | {module: row}
        here = [name for name in sorted(rows) if (HELPERS / f"{name}.py").exists()]
        table = "".join(f"| {name} {rows[name]}\n" for name in here)
        TABLE.write_text(HEAD + table, encoding="utf-8")


if __name__ == "__main__":
    main(set(sys.argv[1:]))
