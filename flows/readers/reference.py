"""The sourced list of offices a user may keep in `raw/reference`: `*offices*.csv`, read as data by the build."""

import csv
from pathlib import Path

from flows.core.errors import TarikhError
from flows.core.offices import ListedOffice, days_of

HEADER = ("entity", "office", "organization", "country", "start", "end", "source")


class OfficesError(TarikhError):
    """A list of offices is malformed; the message names file, line and fix."""


def read_offices(raw: Path) -> tuple[ListedOffice, ...]:
    """Every row of every `reference/*offices*.csv` of a raw folder, in file order; none without such a file.

    Raises:
        OfficesError: A file has another header, or a row lacks a name, office or source or has no plain dates.
    """
    out: list[ListedOffice] = []
    for path in sorted((raw / "reference").glob("*offices*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if tuple(reader.fieldnames or ()) != HEADER:
                raise OfficesError(f"reference/{path.name}: the header must be {','.join(HEADER)}")
            for row in reader:
                out.append(_office(row, f"reference/{path.name}: line {reader.line_num}"))
    return tuple(out)


def _office(row: dict[str, str | None], where: str) -> ListedOffice:
    cells = {k: (v or "").strip() for k, v in row.items() if k is not None}
    if None in row or len(cells) != len(HEADER):
        raise OfficesError(f"{where}: {len(HEADER)} cells are needed: quote a cell that holds a comma")
    for column in ("entity", "office", "source"):
        if not cells[column]:
            raise OfficesError(f"{where}: no {column}: every row names a person, an office and where it is from")
    for column in ("start", "end"):
        if cells[column] and days_of(cells[column]) is None:
            raise OfficesError(f"{where}: {column} {cells[column]!r} is no date: write 2019, 2019-03 or 2019-03-20")
    return ListedOffice(**{column: cells[column] for column in HEADER})
