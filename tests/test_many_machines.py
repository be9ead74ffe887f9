"""Lesson 11's clusters: the same numbers whoever works and whoever dies, and nothing stays behind.

The sample is enough for all of it, and quick.
"""

import ast
import contextlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import numpy as np
import pytest
from jupyter_client.manager import start_new_kernel
from paths import NOTEBOOKS
from which_mnist import NO_NETWORK

import helpers

distributed = pytest.importorskip("distributed", reason='missing: pip install -e ".[cluster]"')
psutil = pytest.importorskip("psutil")
pytestmark = pytest.mark.slow

CELLS = nbformat.read(NOTEBOOKS / "11_many_machines.ipynb", as_version=4).cells
CODE = [cell.source for cell in CELLS if cell.cell_type == "code"]
TEXT = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
SCHEDULER, HERE, THERE = re.findall(r"^\.venv/bin/(dask .+)$", TEXT, re.MULTILINE)
PATIENCE = 90  # seconds for processes to start on a busy machine


@pytest.fixture(autouse=True)
def sample(monkeypatch, tmp_path):
    """All processes that start here find the sample, and none looks for more."""
    for name, value in {**NO_NETWORK, "MNIST_DIR": "", "XDG_CACHE_HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    for name in ("OPENBLAS_NUM", "OMP_NUM", "MKL_NUM", "VECLIB_MAXIMUM"):
        monkeypatch.setenv(f"{name}_THREADS", "1")


@pytest.fixture
def lesson(tmp_path):
    """What the lesson's cells import and define, and its start weights: a dict of names."""
    scope = {"__name__": "__main__"}  # so that functions travel as those of a notebook do
    on_paper = next(i for i, source in enumerate(CODE) if source.startswith("processors"))
    for source in CODE[1:on_paper]:
        tree = ast.parse(source)
        kept = (ast.Import, ast.ImportFrom, ast.FunctionDef)
        tree.body = [node for node in tree.body if isinstance(node, kept)]
        exec(compile(tree, "<cell>", "exec"), scope)
    scope["folder"] = type("Folder", (), {"name": str(tmp_path)})
    scope["running"], scope["n"] = [], 4000
    scope["start"] = helpers.init_params(np.random.default_rng(0))
    scope["tqdm"] = lambda items, **_: items
    return scope


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def listening(pids):
    """The addresses at which these processes wait for others."""
    found = [c for pid in pids for c in psutil.Process(pid).net_connections() if c.raddr == ()]
    return {c.laddr.ip for c in found if c.status == psutil.CONN_LISTEN}


def family(pid):
    """A process and all that it has started."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def assert_gone(processes):
    _, alive = psutil.wait_procs(processes, timeout=30)
    alive = [p for p in alive if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert not alive, [p.cmdline() for p in alive]


@contextlib.contextmanager
def by_hand(lines, folder, port, addresses=("127.0.0.1", "127.0.0.1"), spaces=None):
    """Start the lesson's lines as processes of their own; end them as Ctrl+C does.

    spaces: the network namespace of each, or None.
    """
    program, running = str(Path(sys.executable).parent / "dask"), []
    with open(folder / "log", "a") as log:
        for line, space in zip(lines, spaces or [None] * len(lines), strict=True):
            line = line.replace("ADDRESS", addresses[0]).replace("OTHER", addresses[1])
            line = line.replace("8786", str(port)).replace(":8787", ":0")
            command = [program, *shlex.split(line)[1:]]
            if space:
                command = ["ip", "netns", "exec", space, *command]
            running.append(
                subprocess.Popen(
                    command, cwd=folder, stdout=log, stderr=log, start_new_session=True
                )
            )
    try:
        yield running
    finally:
        started = [p for process in running if process.poll() is None for p in family(process.pid)]
        for process in reversed(running):
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in running:
            process.wait(60)
        assert_gone(started)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def test_the_gradient_is_the_same_to_the_last_bit_on_one_two_and_three_workers(lesson, digits):
    X, Y, _, _ = digits
    _, whole = helpers.full_gradient(*lesson["start"], X, Y)
    found = []
    with lesson["start_cluster"](1) as cluster, distributed.Client(cluster) as client:
        for workers in (1, 2, 3):
            cluster.scale(workers)
            client.wait_for_workers(workers, timeout=PATIENCE)
            shards = lesson["load_shards"](client)
            gradient = lesson["cluster_gradient"](client, lesson["start"], shards, lesson["n"])
            found.append(gradient)
            holders = {worker for held in client.who_has(shards).values() for worker in held}
            assert len(holders) == workers, "every worker has its share of the shards"
        assert listening([os.getpid(), *client.run(os.getpid).values()]) <= {"127.0.0.1"}
        assert set(client.run(blas_threads).values()) == {1}
        started = [psutil.Process(pid) for pid in client.run(os.getpid).values()]
    for a, b in zip(found[0], whole, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-6)
    assert same(found[0], found[1]) and same(found[0], found[2])
    assert_gone(started)


def blas_threads():
    import threadpoolctl

    helpers.init_params(np.random.default_rng(0))  # NumPy's library is loaded
    pools = threadpoolctl.threadpool_info()
    return max((p["num_threads"] for p in pools), default=1)  # none is seen of Apple's library


@pytest.mark.skipif(sys.platform == "win32", reason="these are the lines for a POSIX shell")
def test_scheduler_and_workers_by_the_lesson_s_lines(lesson, tmp_path):
    train_on, start = lesson["train_on"], lesson["start"]
    port = free_port()
    address, checkpoint = f"tcp://127.0.0.1:{port}", tmp_path / "checkpoint.npz"
    with by_hand([SCHEDULER, HERE, THERE], tmp_path, port) as processes:
        with distributed.Client(address, timeout=PATIENCE) as client:
            client.wait_for_workers(4, timeout=PATIENCE)
            client.get_versions(check=True)
            pids = [p.pid for process in processes for p in family(process.pid)]
            assert listening(pids) == {"127.0.0.1"}, "nobody else can reach them"
            calm = train_on(client, start, lesson["load_shards"](client), 4)
            helpers.save_weights(
                checkpoint, *train_on(client, start, lesson["load_shards"](client), 2)
            )
            os.kill(processes[0].pid, signal.SIGKILL)  # the scheduler dies
            processes[0].wait(30)
    port = free_port()
    with by_hand([SCHEDULER, HERE], tmp_path, port):
        with distributed.Client(f"tcp://127.0.0.1:{port}", timeout=PATIENCE) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
            shards = lesson["load_shards"](client)
            again = train_on(client, helpers.load_weights(checkpoint), shards, 2)
    assert same(calm, again)


def test_training_goes_on_to_the_same_numbers_when_a_worker_is_killed_at_work(lesson):
    train_on, start = lesson["train_on"], lesson["start"]
    with lesson["start_cluster"](2) as cluster, distributed.Client(cluster) as client:
        shards = lesson["load_shards"](client)
        calm = train_on(client, start, shards, 4)
        process = min(client.run(os.getpid).values())

        def kill_at_work():
            killing = getattr(signal, "SIGKILL", signal.SIGTERM)
            threading.Timer(0.02, os.kill, (process, killing)).start()

        assert same(calm, train_on(client, start, shards, 4, kill_at_work))
        assert process not in client.run(os.getpid).values()


@pytest.fixture
def two_computers():
    """Two network namespaces with a cable between them: their names, and their addresses."""
    if not hasattr(os, "getuid") or os.getuid() != 0 or shutil.which("ip") is None:
        pytest.skip("only root can make network namespaces, with `ip`")
    names, cable = [f"l11{os.getpid()}{end}" for end in "ab"], [f"v{os.getpid()}{e}" for e in "ab"]

    def ip(*words):
        return subprocess.run(["ip", *words], capture_output=True, text=True)

    if ip("netns", "add", names[0]).returncode or ip("netns", "add", names[1]).returncode:
        ip("netns", "del", names[0])
        pytest.skip("this machine allows no network namespaces")
    try:
        if ip("link", "add", cable[0], "type", "veth", "peer", "name", cable[1]).returncode:
            pytest.skip("this machine allows no cable between namespaces")
        for i, (name, end) in enumerate(zip(names, cable, strict=True)):
            ip("link", "set", end, "netns", name)
            for words in (
                ["addr", "add", f"10.77.11.{i + 1}/24", "dev", end],
                ["link", "set", end, "up"],
                ["link", "set", "lo", "up"],
            ):
                assert ip("-n", name, *words).returncode == 0
        yield names, ("10.77.11.1", "10.77.11.2")
    finally:
        for name in names:
            ip("netns", "del", name)


CLIENT = """\
import sys, numpy as np, helpers
from distributed import Client
with Client(sys.argv[1], timeout=90) as client:
    client.wait_for_workers(4, timeout=90)
    def load(i):
        import helpers, warnings
        warnings.simplefilter("ignore")
        X, Y, _, _ = helpers.load_mnist(progress=False)
        return X[:, i::4].copy(), Y[i::4]
    shards = [client.submit(load, i) for i in range(4)]
    start = helpers.init_params(np.random.default_rng(0))
    gradient = helpers.cluster_gradient(client, start, shards, 4000)
    hosts = {w.split("//")[1].split(":")[0] for h in client.who_has(shards).values() for w in h}
    X, Y, _, _ = helpers.load_mnist(progress=False)
    _, whole = helpers.full_gradient(*start, X, Y)
    print(sorted(hosts), max(np.abs(a - b).max() for a, b in zip(gradient, whole)) < 1e-6)
"""


def test_two_computers_that_share_nothing_but_a_cable(two_computers, tmp_path):
    (here, there), addresses = two_computers
    lines, spaces = [SCHEDULER, HERE, THERE], [here, here, there]
    with by_hand(lines, tmp_path, 8786, addresses, spaces):
        command = ["ip", "netns", "exec", here, sys.executable, "-c", CLIENT]
        result = subprocess.run(
            [*command, f"tcp://{addresses[0]}:8786"], capture_output=True, text=True, timeout=200
        )
    assert result.stdout == f"{sorted(addresses)} True\n", result.stderr


@pytest.mark.parametrize("end", ["shut down", "killed"])
def test_no_process_outlives_a_kernel_in_which_a_cell_has_failed(end, tmp_path):
    place = next(i for i, source in enumerate(CODE) if source.startswith("def load_shards"))
    failing = CODE[place] + "\nraise RuntimeError"
    manager, client = start_new_kernel(cwd=str(tmp_path))
    try:
        pid = manager.provisioner.pid
        for source in [*CODE[:place], failing]:
            if "loky" not in source:
                reply = client.execute_interactive(source, timeout=PATIENCE, output_hook=str)
        assert reply["content"]["ename"] == "RuntimeError"
        started = family(pid)
        assert any("spawn_main" in " ".join(p.cmdline()) for p in started[1:]), "workers run"
        client.stop_channels()
        if end == "killed":
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        else:
            manager.shutdown_kernel()
        assert_gone(started)
    finally:
        manager.shutdown_kernel(now=True)
