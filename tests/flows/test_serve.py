"""The scheduler of `tarikh serve`: the configured server is used, and a failed start is one line."""

import importlib
from pathlib import Path

import pytest
import yaml
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import serve
from flows.core.errors import TarikhError
from flows.settings import Settings

ROOT = Path(__file__).parents[2]


def test_a_configured_server_is_used() -> None:
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:1/api"}), serve.scheduling_server() as url:
        assert url == "http://127.0.0.1:1/api"


def test_a_server_that_dies_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve.sys, "executable", "false")
    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(TarikhError, match="does not start"),
        serve.scheduling_server(),
    ):
        pass


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
