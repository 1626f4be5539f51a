"""Worker processes: answers in order, a worker's death costs the item it died on, and hanging work is given up."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import psutil
import pytest

import flows.workers
from flows.workers import TookTooLong, at_work, cool_down, hired, within

ROOT = Path(__file__).parents[2]
DRIVER = """
import os, time
from flows.workers import at_work, hired
from tests.flows.test_workers import pids
with hired(1):
    print(os.getpid(), *at_work(pids, (0,), lambda _: -1), flush=True)
    time.sleep(60)
"""


def pids(items: Sequence[int]) -> list[int]:
    return [os.getpid() for _ in items]


def doubled(items: Sequence[int], fatal: int | None = None) -> list[int]:
    for item in items:
        if item == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
    return [2 * item for item in items]


def lost(item: int) -> int:
    return -item


def test_without_workers_the_work_is_done_here() -> None:
    assert at_work(pids, (1, 2), lost) == [os.getpid()] * 2


def test_steps_share_their_workers() -> None:
    with hired(1):
        first = at_work(pids, (1, 2), lost)
        with hired(2):
            assert at_work(pids, (1, 2), lost) == first
        assert at_work(pids, (1, 2), lost) == first
    assert os.getpid() not in first


def test_a_worker_goes_after_its_stint_and_another_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows.workers, "STINT", 4)
    with hired(1):
        first, second, third = (at_work(pids, (1, 2), lost)[0] for _ in range(3))
        assert first == second != third
        assert not psutil.pid_exists(first), "the old worker is gone before the new one begins"


def test_a_worker_that_dies_costs_one_item_and_the_others_go_on() -> None:
    with hired(2):
        assert at_work(partial(doubled, fatal=3), (1, 2, 3, 4), lost) == [2, 4, -3, 8]
        assert at_work(doubled, (5, 6), lost) == [10, 12]


def test_after_the_models_were_let_go_workers_are_hired_again() -> None:
    with hired(1):
        (first,) = at_work(pids, (0,), lost)
        cool_down()
        assert at_work(pids, (0,), lost) == [first], "nothing is let go while somebody works"
    cool_down()
    with hired(1):
        assert at_work(doubled, (1, 2), lost) == [2, 4]


def test_an_error_of_the_work_is_the_callers() -> None:
    with hired(1), pytest.raises(TypeError):
        at_work(doubled, (None,), lost)


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
def test_workers_die_with_their_driver() -> None:
    driver = subprocess.Popen([sys.executable, "-c", DRIVER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert driver.stdout is not None
    _, worker = map(int, driver.stdout.readline().split())
    driver.kill()
    driver.wait()
    gone, alive = psutil.wait_procs([psutil.Process(worker)] if psutil.pid_exists(worker) else [], timeout=30)
    assert not alive


def test_what_hangs_is_given_up() -> None:
    with pytest.raises(TookTooLong, match=r"took more than 0\.05 s"), within(0.05):
        time.sleep(30)
    with within(30):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
