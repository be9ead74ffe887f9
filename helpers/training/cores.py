"""Work that is shared out among the processor's cores (Lesson 4)."""

import contextlib
import ctypes
import functools
import os
import platform
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context

import joblib
import threadpoolctl

LIMIT = "LOKY_MAX_CPU_COUNT"  # the environment variable by which joblib lets one ask for fewer
NAME = "every core"  # of its threads
KEPT = 2**26  # bytes that each thread keeps for its next arrays
M_MMAP_THRESHOLD, M_TOP_PAD = -3, -2  # of glibc's malloc.h


def count_cores():
    """How many processors this process may really use: its affinity and its quota count."""
    try:
        return joblib.cpu_count()
    except ValueError as error:
        raise ValueError(f"{LIMIT} must be a whole number: {error}") from error


def on_every_core(function, *items):
    """What ``map(function, *items)`` gives, in its order, but several at a time.

    As many threads work as there are processors for this process, and NumPy's matrix products take
    one thread each meanwhile. That is faster than one product after the other with all threads, and
    much faster on a computer that does other things besides: the threads of one product wait for
    each other. The results, and their order, do not depend on the number of threads.
    """
    if threading.current_thread().name.startswith(NAME):  # all cores are at work already
        yield from map(function, *items)
        return
    pool = _pool(count_cores())
    with _blas().limit(limits=1, user_api="blas"):
        # In a copy of the caller's context: NumPy keeps there what np.errstate has said.
        running = [
            pool.submit(copy_context().run, function, *each) for each in zip(*items, strict=True)
        ]
        try:
            for each in running:
                yield each.result()
        finally:
            for each in running:
                each.cancel()
            wait(running)


@contextlib.contextmanager
def in_this_thread():
    """Inside, on_every_core works in the thread that calls it, as it does in its own threads.

    What runs in another thread cannot be stopped from outside of it.
    """
    thread = threading.current_thread()
    name, thread.name = thread.name, f"{NAME}, in one thread"
    try:
        yield
    finally:
        thread.name = name


def one_blas_thread(function):
    """Decorate a function: NumPy's matrix products take one thread each while it runs.

    For small products, threads that wait for each other cost more than they give, and most on a
    computer that does other things besides.
    """

    @functools.wraps(function)
    def alone(*args, **kwargs):
        with _blas().limit(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return alone


@functools.cache
def _pool(cores):
    """Threads that are kept: to start them takes longer than many a slice."""
    if platform.libc_ver()[0] == "glibc":
        # It gives the memory of large arrays back at once and, for the next ones, fetches it page
        # by page: a third of the time that training Lesson 9's network takes.
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_THRESHOLD, KEPT // 2)
        libc.mallopt(M_TOP_PAD, KEPT)
    return ThreadPoolExecutor(cores, thread_name_prefix=NAME)


if hasattr(os, "register_at_fork"):  # a process that is forked off has the pool, but no threads
    os.register_at_fork(after_in_child=_pool.cache_clear)


@functools.cache
def _blas():
    """What sets NumPy's threads; to find its library takes longer than many a slice."""
    return threadpoolctl.ThreadpoolController()
