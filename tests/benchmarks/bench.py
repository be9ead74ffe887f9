"""Measure the course: `MNIST_DIR=... python tests/benchmarks/bench.py` (README, Contribute).

Writes README.md and the plots beside it, from results.json, which keeps the numbers of every run.
`--only seed mini` measures these sections again and keeps the others; `--only` alone writes the
page anew. `--runs 1` is for a try.
Contenders take turns, each run in a process of its own. That they do the same is asserted.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from ladder import RUNGS, TOGETHER
from tqdm import tqdm

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
EPOCHS = 200  # of the seed's training
BUSY_EPOCHS = 30  # of it, while another program takes one core
SAMPLES = (1_000, 3_000, 10_000, 30_000, 60_000, 600_000)
HIDDEN = (10, 40, 100, 300, 1_000)
PACKAGES = ("numpy", "torch", "scikit-learn", "jupyterlab")


def child(module, function, *, threads=None, environment=None, **options):
    """What module.function(**options) returns in a new process. Raises RuntimeError if it fails."""
    env = {name: value for name, value in os.environ.items() if name not in THREADS}
    if threads is not None:
        env.update(dict.fromkeys(THREADS, str(threads)))
    env.update(environment or {})
    command = [sys.executable, HERE / "child.py", module, function, json.dumps(options)]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{module}.{function}({options}) failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def take_turns(contenders, runs):
    """Lists of what `runs` calls of each contender (a dict of functions of the run) returned."""
    results = {name: [] for name in contenders}
    with tqdm(total=runs * len(contenders)) as bar:
        for run in range(runs):
            for name, measure in contenders.items():
                bar.set_description(name)
                results[name].append(measure(run))
                bar.update()
    return results


def train_all(functions, runs, **options):
    """Results of contenders.FUNCTION for names and functions; `options` may depend on the run."""
    return take_turns(
        {
            name: lambda run, function=function: child(
                "contenders", function, **{key: value(run) for key, value in options.items()}
            )
            for name, function in functions.items()
        },
        runs,
    )


def measure_seed(runs):
    functions = {"plain": "seed_plain", "ours": "seed_ours", "PyTorch": "seed_torch"}
    results = train_all(functions, runs, epochs=lambda run: EPOCHS)
    wanted = {curve: results["plain"][0][curve] for curve in ("train", "test")}
    for name, entries in results.items():
        for entry in entries:
            entry["measurements"] = len(entry["test"])
            for curve in wanted:
                pairs = zip(entry[curve], wanted[curve], strict=True)
                entry[f"{curve}_difference"] = max(abs(a - b) for a, b in pairs)
                assert entry[f"{curve}_difference"] <= 0.003, f"{name}: another {curve} curve"
                entry[curve] = entry[curve][-1:]  # the whole curve would only fill the file
    return results


def measure_mini(runs):
    functions = {"ours": "mini_ours", "PyTorch": "mini_torch", "scikit-learn": "mini_sklearn"}
    results = train_all(functions, runs, seed=lambda run: run)
    for name, entries in results.items():
        for entry in entries:
            assert entry["test"][-1] >= 0.98, f"{name} does not reach 98 %: {entry['test']}"
    return results


def measure_conv(runs):
    functions = {"ours": "conv_ours", "PyTorch": "conv_torch"}
    results = train_all(functions, runs, seed=lambda run: run)
    for name, entries in results.items():
        for entry in entries:
            assert entry["test"][-1] >= 0.97, f"{name} has not learned: {entry['test']}"
    return results


def measure_busy(runs):
    """Sections 1 to 3 while another program does nothing, as fast as it can, on one core.

    Each in turn with the same on a quiet machine. What a product on one core alone loses is lost to
    what the two cores share, whatever the program.
    """
    functions = {
        "product, one core": ("costs", "product", lambda run: {}),
        "seed, plain": ("contenders", "seed_plain", lambda run: {"epochs": BUSY_EPOCHS}),
        "seed, ours": ("contenders", "seed_ours", lambda run: {"epochs": BUSY_EPOCHS}),
        "seed, PyTorch": ("contenders", "seed_torch", lambda run: {"epochs": BUSY_EPOCHS}),
        "mini, ours": ("contenders", "mini_ours", lambda run: {"seed": run, "epochs": 2}),
        "mini, PyTorch": ("contenders", "mini_torch", lambda run: {"seed": run, "epochs": 2}),
        "conv, ours": ("contenders", "conv_ours", lambda run: {"seed": run}),
        "conv, PyTorch": ("contenders", "conv_torch", lambda run: {"seed": run}),
    }

    def beside_another(measure):
        def measured(run):
            other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            try:
                return measure(run)
            finally:
                other.kill()
                other.wait()

        return measured

    def alone(module, function, options):
        return lambda run: child(module, function, **options(run))

    contenders = {}
    for name, each in functions.items():
        measure = alone(*each)
        contenders |= {f"{name}, quiet": measure, f"{name}, busy": beside_another(measure)}
    results = take_turns(contenders, runs)
    for entries in results.values():
        for entry in entries:  # whole curves would only fill the file
            if "train" in entry:
                entry["measurements"] = len(entry.pop("train"))
            if "test" in entry:
                entry["test"] = entry["test"][-1:]
    return results


def measure_ladder(runs):
    with tempfile.TemporaryDirectory() as folder:

        def climb(goal):
            return lambda run: child("ladder", "climb", goal=goal, seed=run, folder=folder)

        results = take_turns({str(goal): climb(goal) for goal in RUNGS}, runs)
        for goal, (count, rung) in TOGETHER.items():
            results[str(goal)], members = [], results[str(rung)]
            for run in range(runs):
                seeds = [(run + i) % runs for i in range(count)]
                average = child("ladder", "together", goal=rung, seeds=seeds, folder=folder)
                for what in ("seconds", "epochs"):
                    average[what] = sum(members[seed][what] for seed in seeds)
                results[str(goal)].append(average)
    return results


def measure_limit(runs):
    return take_turns({"ours": lambda run: child("costs", "limit")}, runs)


def measure_growth(runs):
    with tempfile.TemporaryDirectory() as folder:
        child("costs", "prepare", folder=folder, sizes=SAMPLES)

        def grow(cores, n, hidden):
            epochs = max(3, 60_000 // n)
            options = {"folder": folder, "n": n, "hidden": hidden, "epochs": epochs, "cores": cores}
            return lambda run: child("costs", "grow", **options)

        points = [(n, 40) for n in SAMPLES] + [(60_000, hidden) for hidden in HIDDEN]
        return take_turns(
            {
                f"{n} samples, {hidden} hidden, {cores} cores": grow(cores, n, hidden)
                for n, hidden in dict.fromkeys(points)
                for cores in (1, 2)
            },
            runs,
        )


def measure_waiting(runs):
    sys.path += [str(HERE.parent), str(HERE.parent.parent / ".ci")]
    from lab import PATHS

    if not os.environ.get("MNIST_DIR"):
        raise SystemExit("Set MNIST_DIR to the folder of the four MNIST files.")
    with tempfile.TemporaryDirectory() as home:
        cache = Path(home) / "mnist-from-scratch"
        cache.mkdir()
        for path in Path(os.environ["MNIST_DIR"]).glob("*.gz"):
            (cache / path.name).symlink_to(path.resolve())
        cached = {"MNIST_DIR": "", "XDG_CACHE_HOME": home}
        contenders = {
            "import": lambda run: child("waiting", "import_helpers"),
            "load": lambda run: child("waiting", "load", environment=cached),
            "pad": lambda run: child("waiting", "pad", drawings=12),
        }
        for path in PATHS:
            contenders[path.stem] = lambda run, name=path.stem: child(
                "waiting", "lesson", name=name
            )
        return take_turns(contenders, runs)


SECTIONS = {
    "seed": measure_seed,
    "mini": measure_mini,
    "conv": measure_conv,
    "busy": measure_busy,
    "ladder": measure_ladder,
    "limit": measure_limit,
    "growth": measure_growth,
    "waiting": measure_waiting,
}


def machine():
    """What the numbers depend on: processor, cores, memory, system, Python, packages, commit."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next((line.split(": ")[1] for line in lines if line.startswith("model name")), cpu)
    blas = subprocess.run(
        [
            sys.executable,
            "-c",
            "import json, numpy; print(json.dumps(numpy.show_config('dicts')"
            "['Build Dependencies']['blas']))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    blas = json.loads(blas.stdout)
    git = ["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True).stdout.strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": f"{cpu}, {os.cpu_count()} cores",
        "memory": f"{memory / 1e9:.0f} GB",
        "system": platform.platform(),
        "Python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in PACKAGES},
        "NumPy's BLAS": f"{blas['name']} {blas['version']}",
        "after commit": commit or "unknown",
    }


def rounded(value):
    """Six significant digits are more than can be measured."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    return [rounded(entry) for entry in value] if isinstance(value, list) else value


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="of each contender (5)")
    parser.add_argument("--only", nargs="*", choices=SECTIONS, default=list(SECTIONS))
    arguments = parser.parse_args()
    try:
        about = machine()
    except importlib.metadata.PackageNotFoundError as error:
        raise SystemExit(f'{error.name} is missing: pip install -e ".[test,bench]"') from error
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for section in arguments.only:
        print(section, flush=True)
        results[section] = rounded({"machine": about, "results": SECTIONS[section](arguments.runs)})
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    missing = [section for section in SECTIONS if section not in results]
    if missing:
        raise SystemExit(f"Not measured yet, so there is no page: {' '.join(missing)}")
    import page

    page.write(results, HERE)
