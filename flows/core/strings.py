"""Many short strings one behind another in one block of bytes: an object of Python for each takes three times the memory."""

from array import array
from collections.abc import Iterable, Sequence
from typing import overload


class Strings(Sequence[str]):
    """Strings by their number."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Begin with some.

        Args:
            texts: The first ones.
        """
        self._body, self._ends = bytearray(), array("q", [0])
        for text in texts:
            self.append(text)

    def append(self, text: str) -> None:
        """Put a string behind the others."""
        self._body += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._body))

    @overload
    def __getitem__(self, n: int) -> str: ...
    @overload
    def __getitem__(self, n: slice) -> Sequence[str]: ...
    def __getitem__(self, n: int | slice) -> str | Sequence[str]:
        """A string by its number, which must not be negative."""
        if isinstance(n, slice):
            return [self[i] for i in range(*n.indices(len(self)))]
        if not 0 <= n < len(self):
            raise IndexError(n)
        return self._body[self._ends[n] : self._ends[n + 1]].decode("utf-8", "surrogatepass")

    def __len__(self) -> int:
        """How many."""
        return len(self._ends) - 1
