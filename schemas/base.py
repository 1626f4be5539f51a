"""What all tables share: strict, ordered columns, coerced to nullable pandas dtypes."""

import pandera.pandas as pa


class Table(pa.DataFrameModel):
    """A table of the release; the docstring of each is its published description."""

    class Config:
        """Strict columns in order, types coerced."""

        strict = True
        ordered = True
        coerce = True
