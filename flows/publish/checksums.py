"""SHA256SUMS in the format of sha256sum, for a release and for the raw files it was built from."""

import re
from pathlib import Path

from flows.core.ids import file_sha256

SUMS = "SHA256SUMS"
RAW_SUMS = "RAW-SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)")


def files_below(folder: Path) -> list[str]:
    """Every file and link below a folder, as sorted POSIX paths relative to it."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_symlink() or not p.is_dir())


def release_sums(folder: Path) -> tuple[tuple[str, str], ...]:
    """(path, SHA-256) of every file of a release but the list itself."""
    return tuple((name, file_sha256(folder / name)) for name in files_below(folder) if name != SUMS)


def raw_sums(raw: Path) -> tuple[tuple[str, str], ...]:
    """(path, SHA-256) of every plain file of a raw folder; hidden files and links are passed over."""
    return tuple(
        (name, file_sha256(raw / name))
        for name in files_below(raw)
        if not any(part.startswith(".") for part in name.split("/")) and not (raw / name).is_symlink() and "\n" not in name
    )


def format_sums(sums: tuple[tuple[str, str], ...]) -> bytes:
    """The list as `sha256sum -c` reads it."""
    return "".join(f"{sha}  {name}\n" for name, sha in sums).encode()


def parse_sums(body: bytes) -> dict[str, str]:
    """Path -> SHA-256 of a list.

    Raises:
        ValueError: A line is malformed or a path is named twice.
    """
    out: dict[str, str] = {}
    for n, line in enumerate(body.decode("utf-8").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if not match or match[2] in out or match[2].startswith("/") or ".." in match[2].split("/"):
            raise ValueError(f"line {n} is malformed")
        out[match[2]] = match[1]
    return out
