"""Actor codes in the tables of a build: the office held on the event's date, with and without a sourced list."""

from contextlib import closing
from dataclasses import replace

import pytest

from flows import staging
from flows.core.ids import make_id
from flows.core.store import Header, Store

NEWS = "Omar Sule met Anna Brandt in Bergen on {day}."
LIST = (
    "entity,office,organization,country,start,end,source\n"
    "Omar Sule,President,,NO,2011-01-01,2019-03-19,a public list\n"
    "Anna Brandt,President,,NO,2019-03-20,,a public list\n"
)


@pytest.fixture
def participants(tagged, tmp_path, monkeypatch):
    """Code by (day, name) of persons who take part, by what stands in `raw/reference`."""

    def run(days, listed=None):
        if listed is not None:
            (tmp_path / "reference").mkdir()
            (tmp_path / "reference" / "offices.csv").write_text(listed, encoding="utf-8")
        articles, headers = [], []
        for day in days:
            analysis = tagged(NEWS.format(day=day), published_at=day)
            article = make_id("art", day)
            articles.append(replace(analysis, document=replace(analysis.document, article_id=article)))
            headers.append(Header(article, "test", None, day, None, "", "", day, ()))
        monkeypatch.setattr(staging, "_analyses", lambda store, headers: iter(articles))
        with closing(Store(tmp_path / "store.sqlite")) as store:
            resolution = staging.resolve_corpus(store, headers, (), staging.read_offices(tmp_path))
            frames, _ = staging.make_tables(store, headers, resolution, tmp_path / "made")
        day_of = {make_id("art", day): day for day in days}
        rows = frames["participants"].astype(object).where(frames["participants"].notna(), None).to_dict("records")
        return {(day_of[r["article_id"]], r["text"]): (r["actor_type"], r["country"]) for r in rows}

    return run


def test_the_list_decides_by_the_day(participants):
    found = participants(["2019-03-15", "2019-03-25"], LIST)
    assert found["2019-03-15", "Omar Sule"] == ("GOV", "NO")
    assert found["2019-03-15", "Anna Brandt"] == (None, "NO")
    assert found["2019-03-25", "Omar Sule"] == (None, "NO")
    assert found["2019-03-25", "Anna Brandt"] == ("GOV", "NO")


def test_without_a_list_nobody_is_coded(participants):
    found = participants(["2019-03-15"])
    assert found["2019-03-15", "Omar Sule"] == (None, None)
