"""Columns shared by tables: each declared once, with description, unit, null meaning and checks.

A function here answers a fresh pandera field. Its metadata (`unit`, `null`, `references`, `vocab`) is what the Arrow
schema, the Table Schema, Croissant and the dictionary are made from (`schemas.export`).
"""

from typing import Any, TypeAlias

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.vocab import codes

Text: TypeAlias = Series[pd.StringDtype]
Whole: TypeAlias = Series[pd.Int64Dtype]
Real: TypeAlias = Series[pd.Float64Dtype]
Flag: TypeAlias = Series[pd.BooleanDtype]

_DATE = r"-?\d{4}(-\d{2}(-\d{2})?)?[~?%]?"
EDTF = rf"^({_DATE}|\d{{3}}X|\d{{2}}XX)$|^({_DATE}|\.\.|)/({_DATE}|\.\.|)$"
"""The part of EDTF level 1 that releases use: dates, decades, centuries, intervals, approximate dates."""
DAY = r"^\d{4}-\d{2}-\d{2}$"
MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$"


def _field(
    description: str, *, null: str | None = None, unit: str | None = None, references: str | None = None, **checks: Any
) -> Any:
    vocab = checks.pop("vocab", None)
    if vocab:
        checks["isin"] = list(codes(vocab))
    return pa.Field(
        description=description,
        nullable=null is not None,
        metadata={"unit": unit, "null": null, "references": references, "vocab": vocab},
        **checks,
    )


def key(prefix: str, what: str) -> Any:
    """A table's own identifier."""
    return _field(
        f"Identifier of the {what}: deterministic, opaque, stable.", str_matches=rf"^{prefix}_[a-z2-7]{{16}}$", unique=True
    )


def ref(column: str, what: str, null: str | None = None) -> Any:
    """A reference to another table's identifier, `table.column`."""
    return _field(what, null=null, references=column, str_matches=r"^[a-z]{3}_[a-z2-7]{16}$")


def article() -> Any:
    """The article a row rests on."""
    return ref("articles.article_id", "The article the row rests on.")


def start(what: str = "words", null: str | None = None) -> Any:
    """Where a span starts."""
    return _field(f"First code point of the {what} in the article's normalised text.", null=null, unit="code point", ge=0)


def end(what: str = "words", null: str | None = None) -> Any:
    """Where a span ends."""
    return _field(f"One past the last code point of the {what}.", null=null, unit="code point", ge=1)


def words(what: str = "The words: the article's text from start to end.", null: str | None = None) -> Any:
    """The words of a span."""
    return _field(what, null=null, str_length={"min_value": 1})


def text(description: str, null: str | None = None) -> Any:
    """Free text."""
    return _field(description, null=null)


def code(vocab: str, description: str, null: str | None = None) -> Any:
    """A code of one of the lists."""
    return _field(description, null=null, vocab=vocab)


def country(description: str = "ISO 3166-1 alpha-2 country code.", null: str | None = "Not known.") -> Any:
    """A country."""
    return _field(description, null=null, str_matches=r"^[A-Z]{2}$")


def actor_type(description: str, null: str | None = "Not known.") -> Any:
    """A PLOVER sector."""
    return code("actor_types", description, null)


def edtf(description: str, null: str | None = "The words name no calendar time, or none is known.") -> Any:
    """An EDTF date."""
    return _field(description, null=null, str_matches=EDTF)


def day(description: str, null: str | None = "Open or not known.") -> Any:
    """A calendar day."""
    return _field(description, null=null, str_matches=DAY)


def moment(description: str, null: str | None) -> Any:
    """A day or a UTC moment."""
    return _field(description, null=null, str_matches=MOMENT)


def whole(description: str, null: str | None = None, unit: str | None = None, **checks: Any) -> Any:
    """A whole number."""
    return _field(description, null=null, unit=unit, **checks)


def real(description: str, null: str | None = None, unit: str | None = None, **checks: Any) -> Any:
    """A real number."""
    return _field(description, null=null, unit=unit, **checks)


def latitude() -> Any:
    """Degrees north."""
    return real("Latitude, WGS 84.", "Not located.", "degree", ge=-90, le=90)


def longitude() -> Any:
    """Degrees east."""
    return real("Longitude, WGS 84.", "Not located.", "degree", ge=-180, le=180)


def confidence() -> Any:
    """How sure the pipeline is."""
    return real(
        "How sure the pipeline is that the row is right, from 0 to 1, as its rule states.", unit="probability", ge=0, le=1
    )


def rule() -> Any:
    """The rule that made a row."""
    return text("Name of the rule or model that made the row.")


def count(description: str) -> Any:
    """How many."""
    return whole(description, ge=0)
