"""Applying corrections and takedowns to tables."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from flows.core.corrections import Correction, CorrectionsError
from flows.core.store import Refused
from schemas.registry import KEYS, TABLES

REDACTED = "[name withheld]"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one correction: `rows` it touched; `outcome` applied, guard_failed or not_found."""

    name: str
    action: str
    reason: str
    outcome: str
    rows: int


def _match(data: pd.DataFrame, pairs: tuple[tuple[str, str], ...]) -> "pd.Series[bool]":
    hit = pd.Series(True, index=data.index)
    for column, value in pairs:
        hit &= (data[column].astype("string") == value).fillna(False).astype(bool)
    return hit


def _check(correction: Correction, data: pd.DataFrame | None) -> pd.DataFrame:
    if data is None:
        raise CorrectionsError(
            f"corrections.yml: {correction.name}: no table {correction.table}: use one of {', '.join(TABLES)}"
        )
    for column, _ in (*correction.where, *correction.guard, *correction.values):
        if column not in data.columns:
            raise CorrectionsError(f"corrections.yml: {correction.name}: {correction.table} has no column {column}")
    return data


def apply_corrections(
    frames: Mapping[str, pd.DataFrame], corrections: tuple[Correction, ...]
) -> tuple[dict[str, pd.DataFrame], tuple[Applied, ...], tuple[Refused, ...]]:
    """Apply the active corrections in file order.

    Rows that rest on a dropped row fall with it when references are checked.

    Args:
        frames: All tables by name.
        corrections: Entries of `raw/corrections.yml`.

    Returns:
        The tables, what became of each correction, and a quarantine row for each row taken down.

    Raises:
        CorrectionsError: An entry names a table or column that does not exist.
    """
    out, done, refused = dict(frames), [], []
    for c in corrections:
        if c.status != "active":
            continue
        data = _check(c, out.get(c.table))
        hit = _match(data, c.where)
        guarded = hit & _match(data, c.guard)
        outcome = "not_found" if not hit.any() else "guard_failed" if not guarded.any() else "applied"
        done.append(Applied(c.name, c.action, c.reason, outcome, int(guarded.sum())))
        if outcome != "applied":
            continue
        if c.action == "set":
            out[c.table] = data.copy()
            for column, value in c.values:
                kind = data[column].dtype
                typed = pd.Series([value], dtype="string").astype(kind)[0] if value is not None else pd.NA
                out[c.table].loc[guarded, column] = typed
        elif c.action in ("drop_row", "drop_article"):
            for row in data.loc[guarded, list(KEYS[c.table])].to_dict("records"):
                key = c.table + ":" + "/".join(str(v) for v in row.values())
                refused.append(Refused("corrections", key, "takedown", f"{c.name}: {c.reason}", ""))
            out[c.table] = data[~guarded].reset_index(drop=True)
        else:
            out |= _redact(out, data.loc[guarded, "entity_id"])
    return out, tuple(done), tuple(refused)


def _redact(frames: Mapping[str, pd.DataFrame], entities: "pd.Series[str]") -> dict[str, pd.DataFrame]:
    """Withhold the names of some entities in every table; rows whose words would give them away are dropped."""
    gone = set(entities)
    names = frames["entities"].copy()
    names.loc[names["entity_id"].isin(gone), "name"] = REDACTED
    out = {"entities": names}
    out["entity_names"] = frames["entity_names"][~frames["entity_names"]["entity_id"].isin(gone)].reset_index(drop=True)
    for table, column in (
        ("mentions", "entity_id"),
        ("participants", "entity_id"),
        ("relations", "subject_id"),
        ("positions", "person_id"),
        ("timelines", "entity_id"),
        ("statements", "speaker_id"),
    ):
        out[table] = frames[table][~frames[table][column].isin(gone)].reset_index(drop=True)
    return out
