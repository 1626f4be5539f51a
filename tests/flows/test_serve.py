"""The server of a run and the scheduler of `tarikh serve`: a configured one is used, and a failed start is one line."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import yaml
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import serve, server
from flows.core.errors import TarikhError
from flows.settings import Settings

ROOT = Path(__file__).parents[2]


def test_a_configured_server_is_used() -> None:
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:1/api"}), server.reporting(server.begin()):
        assert PREFECT_API_URL.value() == "http://127.0.0.1:1/api"


@pytest.mark.parametrize("schedules", [True, False])
def test_a_server_that_dies_is_one_line(monkeypatch: pytest.MonkeyPatch, schedules: bool) -> None:
    monkeypatch.setattr(server.sys, "executable", "false")
    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(TarikhError, match="does not start"),
        server.reporting(server.begin(schedules)),
    ):
        pass


def test_a_server_ends_with_the_process_that_began_it(tmp_path: Path) -> None:
    begins = "import time; from flows.server import begin; print(begin()._process.pid, flush=True); time.sleep(60)"
    env = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    command = [sys.executable, "-c", begins]
    with subprocess.Popen(command, env=env | {"PREFECT_HOME": str(tmp_path)}, stdout=subprocess.PIPE) as driver:
        begun = psutil.Process(int(driver.stdout.readline()))
        driver.kill()
    begun.wait(timeout=60)


def test_builds_and_the_reading_between_them_are_scheduled(tmp_path: Path) -> None:
    found = {
        d.name: d for d in serve.deployments(Settings(tmp_path / "raw", tmp_path / "out"), "15 4 * * *", tmp_path / "drop")
    }
    assert {name: [s.schedule.cron for s in d.schedules] for name, d in found.items()} == {
        "daily": ["15 4 * * *"],
        "between": ["*/15 * * * *"],
    }
    assert found["between"].parameters["watched"] == str(tmp_path / "drop")
    assert {d.concurrency_limit for d in found.values()} == {1}


def test_every_deployment_names_a_flow_and_parameters_it_takes() -> None:
    told = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    flows = {}
    for deployment in told:
        module, _, name = deployment["entrypoint"].partition(":")
        flow = flows[name] = getattr(importlib.import_module(module), name)
        assert set(deployment["parameters"]) <= set(flow.parameters.properties)
        assert deployment["concurrency_limit"] == 1
        assert all(len(schedule["cron"].split()) == 5 for schedule in deployment["schedules"])
    assert set(flows) == {"fetch", "ingest", "build", "release"}
