"""The scheduler of `tarikh serve`: the configured server is used, and a failed start is one line."""

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import serve
from flows.core.errors import TarikhError


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
