"""What is an input, and what is not."""

import os

import pytest

from flows.core.errors import TarikhError
from flows.readers.inventory import find_inputs, input_key
from flows.readers.read import read_input


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    (folder / "osland-mail").mkdir(parents=True)
    (folder / "osland-mail" / "flood.txt").write_text("Three people died in Verrin.")
    (folder / "osland-mail" / "flood.meta.json").write_text('{"source": "osland-mail"}')
    return folder


def reasons(raw, **given):
    return {i.path: i.problem and i.problem[0] for i in find_inputs(raw, **given)}


def test_side_and_own_files_are_no_inputs(raw):
    for name in ("sources.yml", "corrections.yml", "judgements.csv", "README.md", ".hidden"):
        (raw / name).write_text("x")
    (raw / "reference").mkdir()
    (raw / "reference" / "a.txt").write_text("x")
    assert reasons(raw) == {"osland-mail/flood.txt": None}


def test_strangers_are_refused_with_a_reason(raw, tmp_path):
    (raw / "a.pdf").write_bytes(b"%PDF")
    (raw / "orphan.meta.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("secret")
    (raw / "out.txt").symlink_to(tmp_path / "secret.txt")
    (raw / "loop").symlink_to(raw)
    (raw / "gone.txt").symlink_to(raw / "nowhere")
    os.mkfifo(raw / "pipe.txt")
    found = reasons(raw)
    assert found == {
        "a.pdf": "unsupported_format",
        "gone.txt": "unsafe_path",
        "loop": "unsafe_path",
        "orphan.meta.json": "unsupported_format",
        "osland-mail/flood.txt": None,
        "out.txt": "unsafe_path",
        "pipe.txt": "unsafe_path",
    }
    for item in find_inputs(raw):
        result = read_input(raw, item, {})
        assert len(result.documents) + len(result.refused) == 1
        assert not any("secret" in d.text for d in result.documents)


def test_a_name_that_is_not_utf8_is_refused(raw):
    with open(os.fsencode(raw) + b"/\xff.txt", "wb") as stream:  # noqa: PTH123
        stream.write(b"x")
    assert reasons(raw)["\\udcff.txt"] == "unsafe_path"


def test_deep_folders_end(raw):
    (raw / "/".join("d" * 40)).mkdir(parents=True)
    assert "unsafe_path" in reasons(raw).values()


def test_only_one_source(raw):
    (raw / "other.txt").write_text("x")
    (raw / "other.meta.yaml").write_text("source: osland-mail")
    (raw / "third.txt").write_text("x")
    assert set(reasons(raw, only="osland-mail")) == {"osland-mail/flood.txt", "other.txt"}
    assert reasons(raw, only="nobody") == {}


def test_source_of_a_flat_folder_is_its_name(raw):
    (raw / "third.txt").write_text("x")
    assert next(i for i in find_inputs(raw) if i.path == "third.txt").source == "raw"


def test_a_missing_folder_says_so(tmp_path):
    with pytest.raises(TarikhError, match="no such folder"):
        find_inputs(tmp_path / "nowhere")


def test_the_key_follows_bytes_and_side_file(raw):
    (item,) = find_inputs(raw)
    keys = {input_key(raw, item)}
    (raw / item.path).write_text("Four people died in Verrin.")
    keys.add(input_key(raw, item))
    (raw / "osland-mail" / "flood.meta.json").write_text('{"source": "osland-post"}')
    keys.add(input_key(raw, item))
    assert len(keys) == 3
    assert input_key(raw, item) in keys
