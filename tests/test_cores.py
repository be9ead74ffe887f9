"""Work on every core: the same results, in the same order, however many there are."""

import contextlib
import ctypes
import os
import platform
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import threadpoolctl

import helpers
from helpers.training import cores


def blas_threads():
    return [p["num_threads"] for p in threadpoolctl.threadpool_info() if p["user_api"] == "blas"]


@pytest.fixture
def two_threads():
    """NumPy's products have two threads each at first, whatever computer it is."""
    if not blas_threads():
        pytest.skip("threadpoolctl does not know this BLAS, such as Apple's Accelerate")
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        yield


def test_results_come_in_the_order_of_the_items(monkeypatch):
    monkeypatch.setattr(cores, "count_cores", lambda: 3)
    first_may_end = threading.Event()

    def work(item):
        if item == 0:
            assert first_may_end.wait(10), "the second works at the same time"
        if item == 1:
            first_may_end.set()
        return item, threading.get_ident()

    results = list(helpers.on_every_core(work, range(6)))
    assert [item for item, _ in results] == list(range(6))
    assert threading.get_ident() not in {thread for _, thread in results}
    assert 2 <= len({thread for _, thread in results}) <= 3


def test_products_have_one_thread_meanwhile_and_theirs_again_afterwards(two_threads):
    before = blas_threads()
    assert set(before) == {2}
    (inside,) = helpers.on_every_core(lambda _: blas_threads(), [0])
    assert set(inside) == {1}
    assert blas_threads() == before

    def fail(item):
        raise KeyError(item)

    with pytest.raises(KeyError, match="3"):
        list(helpers.on_every_core(fail, [3, 4]))
    assert blas_threads() == before


def test_what_is_said_of_errors_holds_there_too():
    def overflow(_):
        return np.float32(1e38) * np.float32(10)

    with np.errstate(over="raise"), pytest.raises(FloatingPointError):
        list(helpers.on_every_core(overflow, [0, 1]))


def test_nothing_is_begun_after_a_failure(monkeypatch):
    monkeypatch.setattr(cores, "count_cores", lambda: 1)
    begun = []

    def work(item):
        begun.append(item)
        time.sleep(0.01)
        return 1 / (item - 1)

    with pytest.raises(ZeroDivisionError):
        list(helpers.on_every_core(work, range(50)))
    assert len(begun) < 10


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_gradient_is_the_same_to_the_last_bit(monkeypatch, dtype):
    rng = np.random.default_rng(0)
    params = helpers.init_params(rng, dtype=dtype)
    X, Y = rng.random((784, 5300)).astype(dtype), rng.integers(0, 10, 5300)
    found = []
    for workers in (1, 2, 3):
        monkeypatch.setattr(cores, "count_cores", lambda workers=workers: workers)
        A2, gradient = helpers.full_gradient(*params, X, Y, 400)
        assert all(part.dtype == dtype for part in gradient)
        found.append(b"".join(array.tobytes() for array in [A2, *gradient]))
    assert found[0] == found[1] == found[2]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="Linux can do this")
def test_a_process_that_may_use_one_core_counts_one():
    code = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from helpers.training.cores import count_cores; print(count_cores())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "1\n"


def test_a_limit_that_is_no_number_is_named(monkeypatch):
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "two")
    with pytest.raises(ValueError, match="^LOKY_MAX_CPU_COUNT must be a whole number: .*'two'"):
        cores.count_cores()


def test_a_function_can_be_given_one_blas_thread_for_its_time(two_threads):
    before = blas_threads()

    @cores.one_blas_thread
    def work(a, b=2):
        """Said of it."""
        return blas_threads(), a, b

    threads, *rest = work(1, b=3)
    assert set(threads) == {1} and rest == [1, 3]
    assert blas_threads() == before
    assert work.__doc__ == "Said of it."


def test_several_arguments_are_handed_on():
    assert list(helpers.on_every_core(pow, [2, 3], [5, 2])) == [32, 9]


def test_work_within_work_is_done_where_it_stands(monkeypatch):
    """With as many outer items as threads, inner ones would wait for threads for ever."""
    monkeypatch.setattr(cores, "count_cores", lambda: 5)

    def outer(item):
        return sum(helpers.on_every_core(lambda i: i * item, range(4)))

    assert list(helpers.on_every_core(outer, range(8))) == [6 * item for item in range(8)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only Unix forks")
def test_a_process_that_was_forked_off_works_too():
    """Threads are not forked: a pool that was kept would wait for them for ever."""
    code = (
        "import os, signal, helpers\n"
        "from helpers.training import cores; cores.count_cores = lambda: 1\n"
        "work = lambda: list(helpers.on_every_core(abs, [-1, -2]))\n"
        "assert work() == [1, 2]\n"
        "child = os.fork()\n"
        "if not child: signal.alarm(20); assert work() == [1, 2]; os._exit(0)\n"
        "assert os.waitpid(child, 0)[1] == 0"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def test_what_is_left_of_a_work_that_nobody_wants_is_over_when_it_ends(monkeypatch):
    monkeypatch.setattr(cores, "count_cores", lambda: 2)
    ended = []

    def work(item):
        time.sleep(0.02 * item)
        ended.append(item)

    results = helpers.on_every_core(work, range(1, 9))
    next(results)
    results.close()
    seen = list(ended)
    time.sleep(0.2)
    assert ended == seen and len(seen) < 8


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries keep it or do not")
def test_the_memory_of_large_arrays_is_kept_for_the_next_ones():
    code = """
import resource
import numpy as np
from helpers.training.cores import on_every_core

def work(_):
    arrays = [np.ones(1_500_000, np.float32) for _ in range(6)]
    return sum(float(array[0] + 1) for array in [array + 1 for array in arrays])

for again in range(6):
    assert list(on_every_core(work, range(4))) == [18.0] * 4
    if again == 1:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 10_000, "pages fetched anew: of 280,000 that were used"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries are not asked")
def test_glibc_is_asked_to_keep_memory_and_says_yes(monkeypatch):
    libc, asked = ctypes.CDLL(None), {}

    class Asked:
        @staticmethod
        def mallopt(option, value):
            asked[option] = value
            assert libc.mallopt(option, value) == 1, "it refuses what is out of its range"

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Asked)
    cores._pool.__wrapped__(1).shutdown()
    assert set(asked) == {-3, -2}, "M_MMAP_THRESHOLD and M_TOP_PAD of its malloc.h"
    largest = 400 * 8 * 8 * 64 * 4  # bytes of Lesson 9: patches of 64 digits
    assert largest < min(asked.values()) <= max(asked.values()) <= 2**28 / 4, "of four threads"


def test_other_libraries_are_not_asked(monkeypatch):
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr(ctypes, "CDLL", lambda _: pytest.fail("asked"))
    cores._pool.__wrapped__(1).shutdown()


def test_in_this_thread_no_other_one_works_and_the_name_comes_back():
    before = threading.current_thread().name
    with pytest.raises(KeyError), cores.in_this_thread():
        idents = cores.on_every_core(lambda _: threading.get_ident(), range(8))
        assert set(idents) == {threading.get_ident()}
        raise KeyError
    assert threading.current_thread().name == before
    others = set(cores.on_every_core(lambda _: threading.get_ident(), range(8)))
    assert threading.get_ident() not in others


def test_only_a_few_results_wait_for_the_first(monkeypatch):
    monkeypatch.setattr(cores, "count_cores", lambda: 2)
    begun = []

    def without_end():
        for item in range(10**9):
            begun.append(item)
            yield item

    results = helpers.on_every_core(lambda item: item, without_end())
    assert [next(results) for _ in range(20)] == list(range(20))
    assert len(begun) <= 20 + 2 * cores.AHEAD + 1
    results.close()


@pytest.mark.parametrize("inside", [False, True])
def test_items_of_different_lengths_are_refused(inside):
    with cores.in_this_thread() if inside else contextlib.nullcontext():
        with pytest.raises(ValueError, match=r"different lengths: \[2, 1\]"):
            list(helpers.on_every_core(pow, [2, 3], [5]))
        with pytest.raises(ValueError):
            list(helpers.on_every_core(pow, iter([2, 3]), [5]))


def test_two_that_overlap_give_the_threads_back(two_threads):
    before = blas_threads()
    one, other = (helpers.on_every_core(lambda _: blas_threads(), range(3)) for _ in "ab")
    seen = [next(one), next(other), *one, *other]
    assert all(set(inside) == {1} for inside in seen)
    assert blas_threads() == before

    @helpers.one_blas_thread
    def outer():
        list(helpers.on_every_core(abs, [1, 2]))
        return blas_threads()

    assert set(outer()) == {1} and blas_threads() == before
