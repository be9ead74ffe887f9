"""Work that is shared out among the processor's cores (Lesson 4)."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache

import joblib
import threadpoolctl


def count_cores():
    """How many processors this process may really use: its affinity and its quota count."""
    return joblib.cpu_count()


def on_every_core(function, items):
    """Give function(item) for every item, in the order of the items, several at a time.

    As many threads work as there are processors for this process, and NumPy's matrix products take
    one thread each meanwhile. That is faster than one product after the other with all threads, and
    much faster on a computer that does other things besides: the threads of one product wait for
    each other. The results, and their order, do not depend on the number of threads.
    """
    with _blas().limit(limits=1, user_api="blas"), ThreadPoolExecutor(count_cores()) as pool:
        # In a copy of the caller's context: NumPy keeps there what np.errstate has said.
        running = [pool.submit(copy_context().run, function, item) for item in items]
        try:
            for each in running:
                yield each.result()
        finally:
            pool.shutdown(cancel_futures=True)


@cache
def _blas():
    """What sets NumPy's threads; to find its library takes longer than many a slice."""
    return threadpoolctl.ThreadpoolController()
