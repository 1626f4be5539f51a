import sqlite3

import pytest

from flows.core.annotations import Analysis
from flows.core.parse import Parse
from flows.core.store import Reading, Refused, Store, StoreError, document_key, header


def test_documents_readings_and_analyses_come_back_whole(tmp_path, analyse):
    analysis = analyse("Two men died in Oslo on Monday, police chief Ada Vensworth said.", published_at="2024-03-06")
    document = analysis.document
    reading = Reading((header(document, (1, 2)),), (Refused("read", "k", "bad_json", "line 3", "x.jsonl#3"),))
    store = Store(tmp_path / "s.sqlite")
    store.put_reading("r", reading, [document])
    store.put_analyses([("a", analysis)])
    store.close()
    store = Store(tmp_path / "s.sqlite")
    assert store.reading("r") == reading
    assert store.document(document_key(document)) == document
    kept = store.analysis("a")
    assert kept is not None
    assert kept.parse.tokens == () and kept.parse.sentences == analysis.parse.sentences
    assert kept.adding(parse=Parse((), ())) == analysis.adding(parse=Parse((), ()))


def test_an_unknown_or_damaged_entry_is_none(tmp_path, analyse):
    path = tmp_path / "s.sqlite"
    store = Store(path)
    assert store.reading("no") is None and store.document("no") is None and store.analysis("no") is None
    store.put_analyses([("a", analyse("Nothing happened."))])
    with sqlite3.connect(path) as db:
        db.execute("UPDATE analyses SET body = X'00'")
    assert store.analysis("a") is None
    assert not store.has_analysis("a")


def test_a_file_that_is_no_store_is_named(tmp_path):
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"this is not a database" * 100)
    with pytest.raises(StoreError, match=r"s\.sqlite: cannot be used as working store .* delete it"):
        Store(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        Store(tmp_path / "file" / "s.sqlite")


def test_the_key_of_a_document_follows_everything_in_it(analyse):
    a: Analysis = analyse("Nothing happened.", published_at="2024-01-01")
    b: Analysis = analyse("Nothing happened.", published_at="2024-01-02")
    assert document_key(a.document) != document_key(b.document)


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path, analyse):
    store = Store(tmp_path / "s.sqlite")
    analysis = analyse("Two men died in Oslo on Monday, police chief Ada Vensworth said.")
    store.put_analyses([("kept", analysis)])
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(
        StoreError, match=r"s\.sqlite: cannot be written \(database or disk is full\): free some space"
    ) as error:
        store.put_analyses([(f"lost{n}", analysis) for n in range(200)])
    assert "\n" not in str(error.value)
    store._db.execute(f"PRAGMA max_page_count = {pages + 10_000}")
    assert store.has_analysis("kept") and not store.has_analysis("lost0")
    store.put_analyses([("next", analysis)])
    assert store.has_analysis("next")


def test_a_failure_within_a_write_leaves_the_store_open_for_the_next(tmp_path, analyse):
    store = Store(tmp_path / "s.sqlite")
    with pytest.raises(ZeroDivisionError), store._writing():
        raise ZeroDivisionError
    store.put_analyses([("a", analyse("Nothing happened."))])
    assert store.has_analysis("a")


def test_a_store_damaged_within_is_named(tmp_path, analyse):
    path = tmp_path / "s.sqlite"
    store = Store(path)
    store.put_analyses([(f"a{n}", analyse("Nothing happened.")) for n in range(60)])
    store.close()
    data = bytearray(path.read_bytes())
    data[4_096:] = b"\xa5" * (len(data) - 4_096)
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"s\.sqlite: .* delete it and run again"):
        Store(path).analysis("a1")


def test_a_damaged_entry_is_none(tmp_path, analyse):
    path = tmp_path / "s.sqlite"
    store = Store(path)
    document = analyse("Nothing happened.").document
    store.put_reading("r", Reading((header(document, ()),), ()), [document])
    with sqlite3.connect(path) as db:
        db.execute("UPDATE documents SET body = substr(body, 1, 20)")
        db.execute("UPDATE readings SET body = X'789c030000000001'")
    assert store.document(document_key(document)) is None
    assert store.reading("r") is None
