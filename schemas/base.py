"""What all tables share: strict, ordered columns, coerced to nullable pandas dtypes."""

import pandas as pd
import pandera.pandas as pa

ORDERED: tuple[tuple[str, str], ...] = (
    ("date_start", "date_end"),
    ("published_earliest", "published_latest"),
    ("first_seen", "last_seen"),
    ("value_min", "value_max"),
    ("deaths_low", "deaths_best"),
    ("deaths_best", "deaths_high"),
)
"""Pairs of columns of which the first never exceeds the second."""


class Table(pa.DataFrameModel):
    """A table of the release; the docstring of each is its published description."""

    class Config:
        """Strict columns in order, types coerced."""

        strict = True
        ordered = True
        coerce = True

    @pa.dataframe_check
    @classmethod
    def in_order(cls, data: pd.DataFrame) -> "pd.Series[bool]":
        """Hold that pairs of `ORDERED` are in order wherever both are known."""
        good = pd.Series(True, index=data.index)
        for low, high in ORDERED:
            if low in data and high in data:
                known = data[low].notna() & data[high].notna()
                good &= ~known | (data[low] <= data[high]).fillna(False).astype(bool)
        return good
