"""Inputs and releases at addresses of fsspec; `memory://` stands for any store of objects."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from typer.testing import CliRunner

from flows import remote
from flows.build import build
from flows.cli import app
from flows.core.errors import TarikhError
from flows.intake import texts_of
from flows.publish.verify import verify_release

STORY = "A fire killed two bakers in Oslo on Monday, police said.\n"


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[fsspec.AbstractFileSystem]:
    monkeypatch.setenv("TARIKH_CACHE", str(tmp_path / "cache"))
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def _files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.flow
def test_a_build_at_addresses(server: None, memory: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    memory.pipe_file("/in/news/daily/fire.txt", STORY.encode())
    here = Path(build("memory://in/news", "memory://out", "one"))
    assert memory.cat_file("/out/latest") == b"one\n"
    sent = {name.removeprefix("/out/one/"): memory.cat_file(name) for name in memory.find("/out/one")}
    assert sent == _files(here)
    # another machine, with nothing at hand, goes on from the release that lies there
    memory.pipe_file("/in/news/daily/vote.txt", b"Voters in Latvia elected a new parliament on Saturday.\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TARIKH_CACHE", str(tmp_path / "elsewhere"))
        again = Path(build("memory://in/news", "memory://out", "two"))
        assert verify_release(again, remote.mirror("memory://in/news"), texts_of) is None
    assert b'"previous": "one"' in memory.cat_file("/out/two/report.json")
    assert memory.cat_file("/out/latest") == b"two\n"
    assert b"## two" in memory.cat_file("/out/CHANGELOG.md")
    assert b"## one" in memory.cat_file("/out/CHANGELOG.md")


def test_inputs_are_mirrored(memory: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    def brought() -> dict[str, bytes]:
        with remote.at_hand("memory://in/news", str(tmp_path)) as (inputs, _):
            assert inputs.name == "news"
            return _files(inputs)

    memory.pipe({"/in/news/a/one.txt": b"1", "/in/news/b.txt": b"2"})
    assert brought() == {"a/one.txt": b"1", "b.txt": b"2"}
    memory.pipe({"/in/news/b.txt": b"22", "/in/news/c.txt": b"3"})
    memory.rm_file("/in/news/a/one.txt")
    assert brought() == {"b.txt": b"22", "c.txt": b"3"}


def test_a_name_that_leads_out_stays_inside(memory: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    memory.store["/in/news/../../out.txt"] = memory.open("/in/news/x.txt", "wb")
    memory.pipe_file("/in/news/x.txt", b"x")
    with remote.at_hand("memory://in/news", str(tmp_path)) as (inputs, _):
        assert sorted(p.relative_to(inputs).as_posix() for p in inputs.rglob("*.txt")) == ["%2E%2E/%2E%2E/out.txt", "x.txt"]
    assert not list(tmp_path.rglob("out.txt.*"))
    assert len(list((tmp_path / "cache").rglob("out.txt"))) == 1


def test_a_file_address_is_a_folder_here(tmp_path: Path) -> None:
    with remote.at_hand(f"file://{tmp_path}/raw", str(tmp_path / "dataset")) as places:
        assert places == (tmp_path / "raw", tmp_path / "dataset")


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("memory://nothing", "memory://nothing: no inputs there"),
        ("nosuch://bucket/raw", "nosuch://bucket/raw: Protocol not known: nosuch"),
    ],
)
def test_an_address_that_cannot_be_read_is_one_line(
    memory: fsspec.AbstractFileSystem, tmp_path: Path, raw: str, says: str
) -> None:
    with pytest.raises(TarikhError, match=says), remote.at_hand(raw, str(tmp_path)):
        pass


def test_only_build_takes_addresses() -> None:
    done = CliRunner().invoke(app, ["explain", "evt_x", "--dataset", "s3://bucket/data"])
    assert isinstance(done.exception, TarikhError)
    assert "only `tarikh build` takes addresses" in str(done.exception)
