"""One build or release at a time on a dataset folder."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from flows.core.errors import TarikhError
from flows.settings import Settings


class Busy(TarikhError):
    """Another build or release is at work on the same dataset folder."""


def refuse_if_busy(settings: Settings) -> None:
    """Find out before anything is begun that a build or release could not go on.

    Raises:
        Busy: Another process is at work on the folder.
        TarikhError: The folder cannot be made or written.
    """
    with one_at_a_time(settings):
        pass


@contextmanager
def one_at_a_time(settings: Settings) -> Iterator[None]:
    """Hold the dataset folder's lock; a release inside a build shares its build's hold.

    The system lets go of the lock of a process that dies, however it dies.

    Raises:
        Busy: Another process holds it.
        TarikhError: The folder cannot be made or written.
    """
    try:
        settings.dataset.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.lock, blocking=False, is_singleton=True, thread_local=False)
        lock.acquire()
    except Timeout:
        raise Busy(f"{settings.dataset}: another build or release is running here: wait for it to end") from None
    except OSError as error:
        raise TarikhError(
            f"{settings.dataset}: cannot be written ({error.strerror}): mend its rights or pass --dataset"
        ) from None
    try:
        yield
    finally:
        lock.release()
