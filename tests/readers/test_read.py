"""Reading files of every kind; refusals with a reason."""

import codecs
import gzip
import json

import pytest

from flows.core.document import Passport
from flows.readers.inventory import find_inputs
from flows.readers.passports import PassportError, read_passports
from flows.readers.read import read_input
from tests.conftest import cases

TEXT = "Two men were held in Verrin on Monday after a search that lasted for nine days, the police said."


def read_one(folder, name, data, meta=None, meta_name=None, passports=None, **given):
    raw = folder / "raw"
    raw.mkdir(exist_ok=True)
    (raw / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    if meta is not None:
        (raw / (meta_name or name.split(".")[0] + ".meta.json")).write_text(meta if isinstance(meta, str) else json.dumps(meta))
    (item,) = find_inputs(raw)
    return read_input(raw, item, passports or {}, **given)


@pytest.mark.parametrize("case", cases("json_lines"), ids=lambda c: c["line"][:60])
def test_json_line(tmp_path, case):
    good = json.dumps({"text": TEXT})
    result = read_one(tmp_path, "a.jsonl", f"{good}\n\n{case['line']}\n{good}\n")
    assert [r.raw_path for r in result.refused] == ([] if case["reason"] is None else ["a.jsonl#3"])
    assert [r.reason for r in result.refused] == ([] if case["reason"] is None else [case["reason"]])
    assert len(result.documents) + len(result.refused) == 3


def test_a_deep_json_line_costs_itself(tmp_path):
    result = read_one(tmp_path, "a.jsonl", '{"text": ' + "[" * 100_000 + "\n" + json.dumps({"text": TEXT}))
    assert [r.reason for r in result.refused] == ["bad_json"]
    assert len(result.documents) == 1


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        gzip.compress(TEXT.encode()),
        TEXT.replace(" ", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16", "utf-16 bare", "utf-16-be", "gzip", "crlf"],
)
def test_encodings(tmp_path, data):
    (document,) = read_one(tmp_path, "a.txt", data).documents
    assert " ".join(document.text.split()) == TEXT


def test_legacy_encoding_and_mojibake(tmp_path):
    words = "The mayor’s café in São Verrin burned down on Monday, and “nobody” was hurt, the firemen said – twice."
    (document,) = read_one(tmp_path, "a.txt", words.encode("cp1252")).documents
    assert document.text == words
    broken = words.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d")
    (document,) = read_one(tmp_path, "a.txt", broken).documents
    assert "café in São Verrin" in document.text


CYRILLIC = (
    "The paper «Вольный город» of Verrin, in Russian, said on Monday that its editor Анна Ковалёва was held. "
    "«Мы будем работать», said her deputy, and the police did not answer the questions that were put to them."
)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_cyrillic_names_in_every_encoding(tmp_path, encoding):
    words = CYRILLIC.replace("«", '"').replace("»", '"') if encoding == "koi8_r" else CYRILLIC
    (document,) = read_one(tmp_path, "a.txt", words.encode(encoding)).documents
    assert document.text == words


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("cp1251", "windows-1251"), ("cp1252", "iso-8859-1"), ("utf-8", "utf-8"), ("utf-16", "utf-16"), ("utf-8", "windows-1251")],
)
def test_pages_in_every_encoding(tmp_path, encoding, told):
    """What the page says is believed where the bytes allow it; valid UTF-8 and marks speak louder."""
    words = CYRILLIC if encoding != "cp1252" else "The café “Été” in Verrin burned down on Monday and nobody was hurt – twice."
    page = f'<html><head><meta charset="{told}"><title>Held</title></head><body><article><p>{words}</p></article></body></html>'
    (document,) = read_one(tmp_path, "a.html", page.encode(encoding)).documents
    assert words in document.text


def test_a_server_names_the_encoding(tmp_path):
    page = f"<html><body><article><p>{CYRILLIC}</p></article></body></html>"
    meta = {"content_type": "text/html; charset=windows-1251"}
    (document,) = read_one(tmp_path, "a.html", page.encode("cp1251"), meta).documents
    assert CYRILLIC in document.text


@pytest.mark.parametrize("charset", ["no-such-code", "utf-7", "idna", "rot13", "base64", "unicode_escape", "../x", "cp0"])
def test_a_false_encoding_does_no_harm(tmp_path, charset):
    page = f'<html><head><meta charset="{charset}"></head><body><article><p>{TEXT}</p></article></body></html>'
    (document,) = read_one(tmp_path, "a.html", page.encode(), {"content_type": f"text/html; charset={charset}"}).documents
    assert TEXT in document.text


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2])
def test_mojibake_is_mended(tmp_path, wrong, times):
    words = "The café in Córdoba burned down on Monday. “It’s gone,” said José Núñez, who had run it for years."
    if wrong == "latin-1":
        words = words.replace("“", '"').replace("”", '"').replace("’", "'")
    broken = words
    for _ in range(times):
        data = broken.encode()
        broken = "".join(
            bytes([b]).decode(wrong) if wrong == "latin-1" or b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in data
        )
    assert broken != words
    (document,) = read_one(tmp_path, "a.txt", broken).documents
    assert document.text.replace("“", '"').replace("”", '"').replace("’", "'") == words.replace("“", '"').replace(
        "”", '"'
    ).replace("’", "'")


def test_right_letters_are_left_alone(tmp_path):
    words = "Ângela Ñandú paid €5 for a Ÿ in Århus, the owner said on Monday in Verrin."
    (document,) = read_one(tmp_path, "a.txt", words).documents
    assert document.text == words


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"...", "empty"),
        (bytes(range(32)) * 40, "binary"),
        (b"\x1f\x8bnot gzip at all", "unreadable"),
        (gzip.compress(TEXT.encode())[:-9], "unreadable"),
        (gzip.compress(b"a" * 60_000_000), "too_large"),
        (b"a b " * 600_000, "too_large"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00\xd8a", "encoding"),
    ],
    ids=["empty", "blank", "no words", "binary", "no gzip", "cut gzip", "bomb", "long", "surrogates"],
)
def test_bad_bytes(tmp_path, data, reason):
    result = read_one(tmp_path, "a.txt", data)
    assert [r.reason for r in result.refused] == [reason]
    assert result.documents == ()


def test_the_limit_can_be_set(tmp_path):
    assert [r.reason for r in read_one(tmp_path, "a.txt", TEXT, largest=50).refused] == ["too_large"]


META = {
    "source": "osland-mail",
    "url": "https://mail.example/2021/03/04/held",
    "title": "Two held",
    "published_at": "2021-03-04",
}


def test_side_file(tmp_path):
    passport = Passport("osland-mail", publisher="Osland Mail")
    (document,) = read_one(
        tmp_path, "a.txt", TEXT, {**META, "authors": "Jane Roe"}, passports={"osland-mail": passport}
    ).documents
    assert (document.source, document.title, document.authors) == ("osland-mail", "Two held", ("Jane Roe",))
    assert (document.published_at, document.published_method, document.passport) == ("2021-03-04", "metadata", passport)


def test_yaml_side_file_and_day_in_the_address(tmp_path):
    meta = "source: osland-mail\nurl: https://mail.example/2021/03/04/held\n"
    (document,) = read_one(tmp_path, "a.txt", TEXT, meta, "a.meta.yaml").documents
    assert (document.published_at, document.published_method) == ("2021-03-04", "url")


def test_an_unusable_date_is_a_remark_not_a_refusal(tmp_path):
    result = read_one(tmp_path, "a.txt", TEXT, {"published_at": "31 Febru"})
    assert result.documents[0].published_at is None
    assert result.remarks == ("a.txt: published_at: no date with a full year: '31 Febru'",)


@pytest.mark.parametrize(
    ("meta", "name", "word"),
    [
        ("{", "a.meta.json", "not JSON"),
        ("[]", "a.meta.json", "mapping"),
        ('{"title": 5}', "a.meta.json", "title must be text"),
        ('{"source": "../x"}', "a.meta.json", "plain name"),
        ('{"title": "a", "title": "b"}', "a.meta.json", "twice"),
        ("a: &a [b]\nc: *a\n", "a.meta.yaml", "aliases"),
        ("title: [", "a.meta.yml", "not YAML"),
        ("!!python/object/apply:os.system ['true']", "a.meta.yaml", "not YAML"),
    ],
)
def test_a_malformed_side_file_is_named(tmp_path, meta, name, word):
    result = read_one(tmp_path, "a.txt", TEXT, meta, name)
    (refusal,) = result.refused
    assert refusal.reason == "bad_metadata"
    assert refusal.detail.startswith(f"{name}: ")
    assert word in refusal.detail
    assert "\n" not in refusal.detail


PAGE = f"""<html lang="en"><head><title>Two held | Osland Mail</title>
<meta property="article:published_time" content="2021-03-04T10:00:00+05:00"><meta property="og:title" content="Two held">
<link rel="canonical" href="https://mail.example/held"></head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Two held</h1><p class="byline">By Jane Roe</p><figure><img src="a.jpg"><figcaption>The river.</figcaption></figure>
<p>{TEXT}</p><table><tr><td>District</td><td>Dead</td></tr></table><p>Nobody was hurt, the mayor of the town said on Tuesday.</p>
<p>Read also: <a href="x">Ten walks</a></p></article><footer>Copyright 2021 Osland Mail</footer></body></html>"""


def test_page(tmp_path):
    (document,) = read_one(tmp_path, "a.html", PAGE).documents
    assert (document.title, document.url, document.published_method) == ("Two held", "https://mail.example/held", "html")
    assert document.published_at == "2021-03-04T05:00:00Z"
    kinds = {document.text[b.start : b.end]: b.kind for b in document.blocks}
    assert kinds["Two held"] == "title"
    assert kinds[TEXT] == "paragraph"
    assert kinds["District | Dead"] == "caption"
    assert kinds["Read also: Ten walks"] == "boilerplate"
    assert not any("Sport" in k or "Copyright" in k for k in kinds)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<div>" * 50_000 + TEXT, "bad_markup"),
        ('<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><html><body><p>&b;</p></body></html>', "bad_markup"),
        ("<b></b>" * 150_000, "bad_markup"),
        ("<html><body></body></html>", "no_text"),
        ("<html><head><script>var a = 1;</script></head></html>", "no_text"),
    ],
    ids=["deep", "entities", "tags", "nothing", "script"],
)
def test_hostile_page(tmp_path, page, reason):
    assert [r.reason for r in read_one(tmp_path, "a.html", page).refused] == [reason]


def test_identity(tmp_path):
    one = read_one(tmp_path, "a.txt", TEXT, META).documents[0]
    edited = read_one(tmp_path, "a.txt", TEXT + " More.", META).documents[0]
    moved = read_one(tmp_path, "a.txt", TEXT, {**META, "url": "https://mail.example/other"}).documents[0]
    assert one.article_id == edited.article_id != moved.article_id


@pytest.mark.parametrize(
    ("yml", "word"),
    [
        ("- a\n", "must map"),
        ("../x: {}\n", "plain name"),
        ("x: {language: english}\n", "x: language"),
        ("x: {country: no}\n", "x: country must be text"),
        ("x: {timezone: Mars/Base}\n", "x: timezone"),
        ("x: {floor: 5, ceiling: 2}\n", "x: floor is above"),
        ("x: {floor: true}\n", "x: floor must be a whole number"),
        ("x: {colour: red}\n", "unknown field 'colour'"),
        ("x: [", "not YAML"),
    ],
)
def test_malformed_passports_are_named(tmp_path, yml, word):
    (tmp_path / "sources.yml").write_text(yml)
    with pytest.raises(PassportError, match=r"sources\.yml") as error:
        read_passports(tmp_path)
    assert word in str(error.value)
    assert "\n" not in str(error.value)


def test_passports(tmp_path):
    assert read_passports(tmp_path) == {}
    (tmp_path / "sources.yml").write_text("x: {timezone: Asia/Almaty, text_may_be_released: true}\ny:\n")
    assert read_passports(tmp_path) == {
        "x": Passport("x", timezone="Asia/Almaty", text_may_be_released=True),
        "y": Passport("y"),
    }


def test_a_bare_paywall_is_no_article(tmp_path):
    words = "Subscribe to continue reading this article.\n\nAlready a subscriber? Log in.\n\nCopyright 2024 Osland Mail. All rights reserved."
    assert [r.reason for r in read_one(tmp_path, "a.txt", words).refused] == ["no_text"]


def test_another_language_is_named(tmp_path):
    words = "Le maire de la ville a été arrêté lundi par la police après une enquête de neuf mois, ont dit les journaux."
    (refusal,) = read_one(tmp_path, "a.txt", words).refused
    assert (refusal.reason, refusal.detail) == ("unsupported_language", "language is fr: readers know en")
