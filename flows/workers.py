"""Worker processes of a run: forked from one process that holds the models, and shared by all of the run's steps.

A forked worker starts in milliseconds and shares the models' memory with the others. Where no workers are hired (in a
Dask worker, in a test) the work is done where it is asked for.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import BaseContext
from queue import LifoQueue
from typing import TypeVar

from flows.core.errors import TarikhError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

WARM = "flows.warm"
"""The module whose import loads what workers share."""


@cache
def forks() -> bool:
    """Whether the system can fork from a server; the server is told what to load."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return False
    # a worker is one thread: threads of its own for sums would take the cores of the other workers
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    multiprocessing.set_forkserver_preload([WARM])
    return True


def _context() -> BaseContext:
    return multiprocessing.get_context("forkserver" if forks() else "spawn")


def warm_up() -> None:
    """Begin to load what workers share, in a process of its own, while the caller goes on."""
    if forks():
        from multiprocessing.forkserver import ensure_running

        ensure_running()


def cool_down() -> None:
    """End the process that holds the models, if no worker is left; the next worker that is hired starts it again."""
    if forks() and _crew is None:
        from multiprocessing.forkserver import _forkserver

        _forkserver._stop()  # type: ignore[attr-defined] # the only way to have it go before this process does


def collect_seldom() -> None:
    """Let this process look for reference cycles seldom: a run makes millions of objects and hardly a cycle."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def _begin() -> None:
    """What a worker does first: leave interrupts to the driver, and die with it, however it dies."""
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    driver = multiprocessing.parent_process()

    def follow() -> None:
        if driver is not None:
            driver.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


class TookTooLong(TarikhError):
    """Some work was given up because it took more than its time."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give up what takes longer. Only a worker's main thread can be called off: elsewhere there is no limit.

    Args:
        seconds: The most it may take.

    Raises:
        TookTooLong: It takes longer.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(*_: object) -> None:
        raise TookTooLong(f"took more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


STINT = 1_000
"""Articles or files after which a worker is replaced: its caches and the parser's vocabulary fill with all it reads."""


class Seat:
    """The place of one worker: whoever sits there goes after a stint, or dies, and another one takes it."""

    def __init__(self) -> None:
        """Leave it empty: a worker comes with the first work."""
        self._pool: ProcessPoolExecutor | None = None
        self._done = 0

    def do(self, work: Callable[[Sequence[Item]], list[Answer]], items: Sequence[Item]) -> list[Answer]:
        """Have the worker do some work.

        Raises:
            BrokenProcessPool: The worker died over it; the next work finds another.
        """
        if self._done >= STINT:
            self.leave()
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=_context(), initializer=_begin)
        self._done += len(items)
        try:
            return self._pool.submit(work, items).result()
        except BrokenProcessPool:
            self.leave()
            raise

    def leave(self) -> None:
        """Let the worker go, and wait until its memory is free: an old and a new one are never held at once."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        self._pool, self._done = None, 0


class Crew:
    """Some worker processes; more than one thread may ask them for work."""

    def __init__(self, count: int) -> None:
        """Make room for them; each is hired when there is work that no other is free to do.

        Args:
            count: How many.
        """
        self._seats = tuple(Seat() for _ in range(count))
        self._free: LifoQueue[Seat] = LifoQueue()
        for seat in self._seats:
            self._free.put(seat)

    def do(
        self, work: Callable[[Sequence[Item]], list[Answer]], items: Sequence[Item], lost: Callable[[Item], Answer]
    ) -> list[Answer]:
        """Have a worker do some work.

        A worker that dies (a fault in a library, no memory left) costs the item it died on: the items are done again
        one by one, each by a worker of its own.

        Args:
            work: A function of a module that answers each item in order; it is pickled.
            items: What to do it on.
            lost: The answer for an item that no worker survives.

        Returns:
            One answer an item, in order.
        """
        seat = self._free.get()
        try:
            return seat.do(work, items)
        except BrokenProcessPool:
            return [_alone(seat, work, item, lost) for item in items]
        finally:
            self._free.put(seat)

    def dismiss(self) -> None:
        """Let them go once they have finished what they are at."""
        for seat in self._seats:
            seat.leave()


def _alone(seat: Seat, work: Callable[[Sequence[Item]], list[Answer]], item: Item, lost: Callable[[Item], Answer]) -> Answer:
    seat.leave()
    try:
        return seat.do(work, (item,))[0]
    except BrokenProcessPool:
        return lost(item)


_crew: Crew | None = None


@contextmanager
def hired(count: int) -> Iterator[None]:
    """Workers for everything that is done in this context; a step inside another shares its workers.

    Args:
        count: How many; 0 for none, which leaves the work to whoever asks.
    """
    global _crew
    if _crew is not None or not count:
        yield
        return
    _crew = Crew(count)
    try:
        yield
    finally:
        crew, _crew = _crew, None
        crew.dismiss()


def at_work(
    work: Callable[[Sequence[Item]], list[Answer]], items: Sequence[Item], lost: Callable[[Item], Answer]
) -> list[Answer]:
    """Have one of the hired workers do it, or do it here where none are; see `Crew.do`."""
    return work(items) if _crew is None else _crew.do(work, items, lost)
