"""Code that does not end is stopped, so that every check answers."""

import contextlib
import ctypes
import threading

from helpers.teaching.answers import NotRight
from helpers.training.cores import in_this_thread

LONG = 20  # seconds: no task of a check takes the course's own code 2


class Endless(NotRight):
    """What a loop without end gets."""

    def __init__(self):
        super().__init__("does not end: what makes its loop stop, and does that ever happen?")


@contextlib.contextmanager
def stopped_when_endless():
    """Raise Endless in the Python code inside, if it takes longer than LONG seconds.

    `on_every_core` works in this thread, too: see in_this_thread.
    """
    thread, lock, is_over = threading.get_ident(), threading.Lock(), False

    def stop():
        with lock:
            if not is_over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(Endless)
                )

    timer = threading.Timer(LONG, stop)
    timer.daemon = True
    with in_this_thread():
        timer.start()
        try:
            yield
        finally:
            with lock:
                is_over = True
            timer.cancel()
