"""Web archives: pages become articles, everything else is told, nothing breaks the run."""

import gzip
import io

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.readers import warc
from flows.readers.inventory import find_inputs
from flows.readers.read import read_input

WORDS = "Two men were held in Verrin on Monday after a search that lasted for nine days, the police said."
PAGE = f"<html><head><title>Two held</title></head><body><article><h1>Two held</h1><p>{WORDS}</p></article></body></html>"


def page(words):
    return PAGE.replace(WORDS, words).encode()


def archive(*records, packed=True):
    """Bytes of an archive of (type, url, content type, status, body) records."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for kind, url, media, status, body in records:
        headers = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
        http = headers if kind == "response" else None
        record = writer.create_warc_record(
            url, kind, payload=io.BytesIO(body), http_headers=http, warc_content_type=media if http is None else "",
            warc_headers_dict={"WARC-Date": "2024-03-05T10:11:12Z"},
        )  # fmt: skip
        writer.write_record(record)
    return out.getvalue()


GOOD = ("response", "https://mail.example/2024/03/04/held", "text/html; charset=utf-8", "200 OK", PAGE.encode())


def read(folder, data, name="a.warc.gz", meta=None):
    (folder / name).write_bytes(data)
    if meta:
        (folder / "a.meta.json").write_text(meta)
    (item,) = find_inputs(folder)
    return read_input(folder, item, {})


@pytest.mark.parametrize("packed", [True, False])
def test_pages_become_articles(tmp_path, packed):
    other = ("response", "https://mail.example/b", "text/html", "200 OK", page("Nobody was hurt in Verrin. " * 4))
    result = read(
        tmp_path, archive(GOOD, other, packed=packed), "a.warc.gz" if packed else "a.warc", '{"source": "osland-mail"}'
    )
    assert result.refused == ()
    first, second = result.documents
    assert (first.raw_path.split("#")[1], second.raw_path.split("#")[1]) == ("2", "3")
    assert (first.url, first.title, first.source) == ("https://mail.example/2024/03/04/held", "Two held", "osland-mail")
    assert (first.published_at, first.published_method, first.ingested_at) == ("2024-03-04", "url", "2024-03-05T10:11:12Z")
    assert WORDS in first.text


def test_what_is_no_page_is_told(tmp_path):
    result = read(
        tmp_path,
        archive(
            ("response", "https://mail.example/a.png", "image/png", "200 OK", b"\x89PNG"),
            ("response", "https://mail.example/gone", "text/html", "404 Not Found", PAGE.encode()),
            ("request", "https://mail.example/2024/03/04/held", "text/html", "", b"GET / HTTP/1.1\r\n\r\n"),
            ("response", "https://mail.example/empty", "text/html", "200 OK", b""),
            GOOD,
        ),
    )
    assert [r.reason for r in result.refused] == ["unsupported_format", "no_text", "empty"]
    assert "image/png" in result.refused[0].detail and "404" in result.refused[1].detail
    assert [d.raw_path for d in result.documents] == ["a.warc.gz#6"]


def test_text_of_a_converted_page(tmp_path):
    result = read(tmp_path, archive(("conversion", "https://mail.example/held", "text/plain", "", WORDS.encode())))
    assert [d.text for d in result.documents] == [WORDS]


def test_the_header_names_the_encoding(tmp_path):
    words = "Полиция: the café «Волна» burned down in Verrin on Monday and nobody was hurt, the firemen of the town said."
    body = page(words).decode().encode("cp1251", "replace")
    (document,) = read(
        tmp_path, archive(("response", "https://a.example/x", "text/html; charset=windows-1251", "200 OK", body))
    ).documents
    assert "«Волна»" in document.text


def chunked(body):
    return b"".join(f"{len(p):x}\r\n".encode() + p + b"\r\n" for p in (body[:50], body[50:], b""))


@pytest.mark.parametrize("body", [gzip.compress(PAGE.encode()), chunked(PAGE.encode()), chunked(gzip.compress(PAGE.encode()))])
def test_transfer_encodings(tmp_path, body):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]
    http = StatusAndHeaders("200 OK", headers[: 1 if body[:2] == b"\x1f\x8b" else 2], protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record("https://a.example/x", "response", payload=io.BytesIO(body), http_headers=http)
    )
    assert WORDS in read(tmp_path, out.getvalue()).documents[0].text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (archive(GOOD)[:-40], "unreadable"),
        (b"\x1f\x8bnot gzip", "unreadable"),
        (b"WARC/1.0\r\n" + b"x" * 9_000_000, "unreadable"),
        (gzip.compress(b"WARC/1.0\r\nContent-Length: 900000000\r\n\r\n" + b"\n" * 60_000_000), "too_large"),
        (b"no archive at all\r\n\r\n", "unreadable"),
        (archive(), "empty"),
        (b"", "empty"),
    ],
    ids=["cut", "no gzip", "endless line", "bomb", "text", "nothing in it", "no bytes"],
)
def test_broken_archives_cost_themselves(tmp_path, data, reason):
    result = read(tmp_path, data)
    assert reason in [r.reason for r in result.refused]
    assert all("\n" not in r.detail for r in result.refused)


def test_what_came_before_the_break_is_kept(tmp_path):
    whole = archive(GOOD)
    result = read(tmp_path, whole + archive(GOOD)[:200])
    assert len(result.documents) == 1
    assert [r.reason for r in result.refused] == ["unreadable"]


def test_an_overlong_page_costs_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(warc, "LARGEST_PAGE", 5_000)
    big = ("response", "https://mail.example/big", "text/html", "200 OK", page("long " * 2_000))
    result = read(tmp_path, archive(big, GOOD))
    assert [r.reason for r in result.refused] == ["too_large"]
    assert len(result.documents) == 1
