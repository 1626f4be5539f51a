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
