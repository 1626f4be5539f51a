"""One build or release at a time on a dataset folder."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from flows.core.errors import TarikhError
from flows.settings import Settings


class Busy(TarikhError):
    """Another build or release is at work on the same dataset folder."""


@contextmanager
def one_at_a_time(settings: Settings) -> Iterator[None]:
    """Hold the dataset folder's lock; a release inside a build shares its build's hold.

    Raises:
        Busy: Another process holds it.
    """
    settings.dataset.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock, blocking=False, is_singleton=True, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise Busy(f"{settings.dataset}: another build or release is running here: wait for it to end") from None
    try:
        yield
    finally:
        lock.release()
