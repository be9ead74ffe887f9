"""Work that is shared out among the processor's cores (Lesson 4)."""

import collections
import contextlib
import ctypes
import functools
import itertools
import os
import platform
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context

import joblib
import threadpoolctl

LIMIT = "LOKY_MAX_CPU_COUNT"  # the environment variable by which joblib lets one ask for fewer
NAME = "every core"  # of its threads
KEPT = 2**26  # bytes that each thread keeps for its next arrays
AHEAD = 4  # tasks for each core that wait, with their results, for those before them
LIMITED = types.SimpleNamespace(lock=threading.Lock(), inside=0, limit=None)
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
    each other. The results, and their order, do not depend on the number of threads, and no more
    than a few results for each thread are held at a time.

    Raises ValueError, as soon as it is seen, for items that are not all as long.
    """
    lengths = [len(each) for each in items if hasattr(each, "__len__")]
    if len(set(lengths)) > 1:
        raise ValueError(f"on_every_core: items have different lengths: {lengths}.")
    tasks = zip(*items, strict=True)
    if threading.current_thread().name.startswith(NAME):  # all cores are at work already
        yield from itertools.starmap(function, tasks)
        return
    cores, running = count_cores(), collections.deque()
    pool = _pool(cores)

    def first():
        result = running[0].result()
        running.popleft()
        return result

    with _one_thread_each():
        try:
            for each in tasks:
                # In a copy of the caller's context: NumPy keeps there what np.errstate has said.
                running.append(pool.submit(copy_context().run, function, *each))
                if len(running) > AHEAD * cores:
                    yield first()
            while running:
                yield first()
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
        with _one_thread_each():
            return function(*args, **kwargs)

    return alone


@contextlib.contextmanager
def _one_thread_each():
    """Inside, products take one thread each: until the last of those that are inside has left."""
    with LIMITED.lock:
        LIMITED.inside += 1
        if LIMITED.inside == 1:
            LIMITED.limit = _blas().limit(limits=1, user_api="blas")
    try:
        yield
    finally:
        with LIMITED.lock:
            LIMITED.inside -= 1
            if LIMITED.inside == 0:
                LIMITED.limit.restore_original_limits()


@functools.cache
def _pool(cores):
    """Threads that are kept: to start them takes longer than many a slice."""
    if sys.platform == "linux" and platform.libc_ver()[0] == "glibc":
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
