"""Code that does not end is stopped, so that every check answers."""

import contextlib
import ctypes
import threading

from helpers.teaching.answers import NotRight
from helpers.training.cores import in_this_thread

LONG = 20  # seconds: no task of a check takes the course's own code 2
AGAIN = 0.5  # seconds, if what should stop it was caught there


class Endless(NotRight):
    """What a loop without end gets."""

    def __init__(self):
        super().__init__(
            f"does not end, or takes more than {LONG} seconds: what makes its loop stop, and does "
            "that ever happen?"
        )


class Stop(BaseException):
    """What stops it: no `except Exception` catches it."""


@contextlib.contextmanager
def stopped_when_endless():
    """Raise Endless if the Python code inside takes longer than LONG seconds.

    `on_every_core` works in this thread, too: see in_this_thread. Other threads are not stopped.
    """
    thread, over = threading.get_ident(), threading.Event()
    lock = threading.Lock()

    def stop():
        seconds = LONG
        while not over.wait(seconds):
            with lock:
                if not over.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(thread), ctypes.py_object(Stop)
                    )
            seconds = AGAIN

    with in_this_thread():
        threading.Thread(target=stop, daemon=True).start()
        try:
            try:
                yield
            finally:
                with lock:
                    over.set()
        except Stop:
            over.set()  # it may have come in the line above
            raise Endless from None
