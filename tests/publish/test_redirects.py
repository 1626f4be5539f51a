"""Ids that are retired lead on: merged, split, gone, twice retired, alive again."""

import pandas as pd
import pytest

from flows.core.errors import TarikhError
from flows.core.ids import make_id
from flows.publish.explain import explain
from flows.publish.redirects import find_redirects
from flows.publish.verify import find_lie
from flows.tables.frames import frame
from schemas.registry import TABLES


def entity(name):
    return make_id("ent", name)


def event(name):
    return make_id("evt", name)


def frames(mentions: dict, reports: dict | None = None, redirects=(), extra=()):
    """A release of which the members are known: {entity: [positions of its mentions]}, {event: [positions of reports]}."""

    def rows(groups, column, make):
        return [{column: make(n), "article_id": "art", "start": s, "end": s + 1} for n, spans in groups.items() for s in spans]

    reports = reports or {}
    given = {
        "entities": [{"entity_id": entity(n)} for n in (*mentions, *extra)],
        "events": [{"event_id": event(n)} for n in reports],
        "mentions": rows(mentions, "entity_id", entity),
        "event_reports": rows(reports, "event_id", event),
        "redirects": list(redirects),
    }
    return {table: frame(table, given.get(table, ())) for table in TABLES}


def redirect(old, new, version="0", reason="merged"):
    return {"old_id": entity(old), "new_id": entity(new) if new else None, "reason": reason, "version": version}


CASES = {
    "nothing changed": ({"a": [1, 2]}, {"a": [1, 2]}, (), {}),
    "two became one of them": ({"a": [1, 2], "b": [3]}, {"a": [1, 2, 3]}, (), {"b": ("a", "merged", "2")}),
    "two became a third": ({"a": [1], "b": [3]}, {"c": [1, 3]}, (), {"a": ("c", "merged", "2"), "b": ("c", "merged", "2")}),
    "one became two": ({"a": [1, 2, 3]}, {"b": [1], "c": [2, 3]}, (), {"a": ("c", "split", "2")}),
    "a part was split off": ({"a": [1, 2, 3]}, {"a": [1, 2], "c": [3]}, (), {}),
    "the same words under a new id": ({"a": [1, 2]}, {"b": [1, 2]}, (), {"a": ("b", "same words, new id", "2")}),
    "gone": ({"a": [1], "b": [5]}, {"a": [1]}, (), {"b": (None, "no longer found", "2")}),
    "older redirects stay": ({"a": [1]}, {"a": [1]}, [redirect("x", "a")], {"x": ("a", "merged", "0")}),
    "and lead on": (
        {"a": [1]},
        {"b": [1]},
        [redirect("x", "a")],
        {"x": ("b", "merged", "0"), "a": ("b", "same words, new id", "2")},
    ),
    "to nothing when the heir is gone": (
        {"a": [1]},
        {"b": [9]},
        [redirect("x", "a")],
        {"x": (None, "merged", "0"), "a": (None, "no longer found", "2")},
    ),
    "an id that lives again is not redirected": ({"a": [1]}, {"a": [1], "x": [2]}, [redirect("x", "a")], {}),
    "retired to nothing stays so": ({"a": [1]}, {"a": [1]}, [redirect("x", None, "0", "gone")], {"x": (None, "gone", "0")}),
}


@pytest.mark.parametrize("name", CASES)
def test_entities(name):
    old, new, before, wanted = CASES[name]
    found = find_redirects(frames(old, redirects=before), frames(new), "2")
    ids = {entity(n): n for n in "abcx"}
    told = {
        ids[row["old_id"]]: (None if pd.isna(row["new_id"]) else ids[row["new_id"]], row["reason"], row["version"])
        for row in found.to_dict("records")
    }
    assert told == wanted


def test_events_go_by_their_reports():
    found = find_redirects(frames({}, {"a": [1, 2], "b": [7]}), frames({}, {"a": [1, 2, 7]}), "2")
    assert found.to_numpy().tolist() == [[event("b"), event("a"), "merged", "2"]]


def test_ties_do_not_depend_on_order():
    old, new = frames({"a": [1, 2]}), frames({"b": [1], "c": [2]})
    turned = {table: data.iloc[::-1].reset_index(drop=True) for table, data in new.items()}
    assert find_redirects(old, new, "2").equals(find_redirects(old, turned, "2"))


def test_explain_answers_retired_ids(make, kit):
    given = kit.make_frames()
    retired, gone = event("retired"), event("gone")
    rows = [
        {"old_id": retired, "new_id": kit.flood, "reason": "merged", "version": "2026.01.02"},
        {"old_id": gone, "new_id": None, "reason": "no longer found", "version": "2026.01.02"},
    ]
    given["redirects"] = frame("redirects", rows)
    folder = make(frames=given).folder
    lines = list(explain(folder, retired, {}))
    assert (
        lines[0] == f"{retired} was retired in 2026.01.02 (merged): now {kit.flood}"
        and f"{kit.flood}: a row of events" in lines
    )
    assert list(explain(folder, gone, {})) == [f"{gone} was retired in 2026.01.02 (no longer found): now nothing"]
    with pytest.raises(TarikhError, match="no such id"):
        list(explain(folder, event("never"), {}))


@pytest.mark.parametrize(
    "row, said",
    [
        ({"old_id": "flood", "new_id": "arrest"}, "redirected and in use"),
        ({"old_id": "never", "new_id": "never2"}, "is in no table"),
    ],
)
def test_redirects_that_lie_are_not_published(make, kit, row, said):
    given = kit.make_frames()
    ids = {"flood": kit.flood, "arrest": kit.arrest}
    about = {c: ids.get(v, event(v)) for c, v in row.items()} | {"reason": "merged", "version": "1"}
    given["redirects"] = frame("redirects", [about])
    with pytest.raises(TarikhError, match=said):
        make(frames=given)


def test_the_release_of_the_tests_holds(made):
    assert find_lie(made.folder, None) is None
