"""Progress of a run: a rich bar on a terminal, log lines otherwise."""

import logging
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

T = TypeVar("T")
Logger = logging.Logger | logging.LoggerAdapter[logging.Logger]


@contextmanager
def timed(step: str, logger: Logger) -> Iterator[None]:
    """Log how long a step of a run took."""
    began = time.monotonic()
    yield
    logger.info("%s took %.1f s", step, time.monotonic() - began)


def track(items: Iterable[T], total: int, what: str, logger: Logger) -> Iterator[T]:
    """Pass items through, showing how many of how many are done.

    Args:
        items: What is being done.
        total: How many there are.
        what: A plural noun for them.
        logger: Where lines go when there is no terminal: about ten a run.
    """
    if sys.stderr.isatty():
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(what, total=total)
            for item in items:
                yield item
                bar.advance(task)
        return
    step = max(1, total // 10)
    for n, item in enumerate(items, 1):
        yield item
        if n % step == 0 or n == total:
            logger.info("%s: %d of %d", what, n, total)
