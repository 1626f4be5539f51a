"""The command line: what the pages say of it is what it takes, and errors are one line."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
import typer
import yaml
from typer.testing import CliRunner

from flows.cli import app

ROOT = Path(__file__).parents[2]
COMMANDS = dict(sorted(typer.main.get_group(app).commands.items()))


def readme_row(name: str) -> str:
    row = re.search(rf"^\| `tarikh {name}[ `].*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert row, f"README.md does not describe `tarikh {name}`"
    return row.group()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_in_the_readme(name: str) -> None:
    row = readme_row(name)
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option) or parameter.param_type_name == "option":
            if "--help" not in parameter.opts:
                assert parameter.opts[0] in row, f"README.md: `tarikh {name}` does not name {parameter.opts[0]}"
        else:
            assert (parameter.metavar or parameter.name or "").upper().split()[0].rstrip(".") in row


def test_the_readme_names_no_other_command_or_option() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, rest in re.findall(r"^\| `tarikh (\w+)([^`]*)`", text, re.M):
        options = {o for p in COMMANDS[name].params for o in p.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    assert COMMANDS[name].help
    assert all(p.help for p in COMMANDS[name].params if getattr(p, "help", "-") != "-" or p.param_type_name == "option")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["verify", "nowhere"], "nowhere: no release here"),
        (["build", "--raw", "nowhere"], "nowhere: no such folder"),
        (["ingest", "nowhere.txt"], "nowhere.txt: no such file"),
        (["diff", "nowhere", "nowhere"], "nowhere: no release here"),
        (["explain", "evt_x", "--dataset", "nowhere"], "no release here"),
    ],
)
def test_errors_are_one_line(tmp_path: Path, arguments: list[str], says: str) -> None:
    command = [sys.executable, "-m", "flows", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("tarikh: ") and done.stderr.count("\n") == 1 and says in done.stderr, done.stderr


def test_the_tolerance_given_is_the_one_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import build

    asked = []
    monkeypatch.setattr(build, "run", lambda settings, server: asked.append(settings.tolerance))
    command = ["build", "--raw", str(tmp_path), "--dataset", str(tmp_path)]
    for given in ([], ["--tolerance", "0.2"]):
        assert CliRunner().invoke(app, [*command, *given]).exit_code == 0
    assert CliRunner().invoke(app, [*command, "--tolerance", "2"]).exit_code == 2
    assert asked == [0.05, 0.2]


def test_ingest_adds_each_content_once(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Police arrested a baker in Oslo on Monday.\n", encoding="utf-8")
    first = CliRunner().invoke(app, ["ingest", str(page), "--raw", str(tmp_path / "raw"), "--source", "daily"])
    again = CliRunner().invoke(app, ["ingest", str(page), "--raw", str(tmp_path / "raw"), "--source", "daily"])
    assert "added as daily/page.txt" in first.output and "already there" in again.output


def test_deployments_point_at_flows() -> None:
    import importlib

    for deployment in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]:
        module, name = deployment["entrypoint"].split(":")
        flow = getattr(importlib.import_module(module), name)
        assert set(deployment["parameters"]) <= set(flow.parameters.properties), deployment["name"]


def test_generated_documents_are_current() -> None:
    from flows.publish.docs import documents

    for name, content in documents().items():
        assert (ROOT / name).read_text(encoding="utf-8") == content, f"run tarikh docs: {name} is old"
