"""Adding files to the raw folder, and reading its texts back."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.core.errors import TarikhError
from flows.core.ids import file_sha256
from flows.readers.inventory import find_inputs
from flows.readers.passports import read_passports
from flows.readers.read import read_input
from flows.resolve.duplicates import split_editions


def texts_of(raw: Path) -> dict[str, str]:
    """The normalised text of every article of a raw folder, by article id, of the edition a build would publish.

    Raises:
        TarikhError: There is no such folder.
    """
    from flows.extraction import header_of

    passports = read_passports(raw)
    documents = {}
    headers = []
    for item in find_inputs(raw):
        for document in read_input(raw, item, passports).documents:
            head = header_of(document)
            headers.append(head)
            documents[head.key, head.raw_path] = document.text
    return {h.article_id: documents[h.key, h.raw_path] for h in split_editions(headers)[0]}


def add_files(paths: Sequence[Path], raw: Path, source: str) -> Iterator[str]:
    """Copy files into `raw/<source>/`, each content once, and tell what became of each.

    Args:
        paths: Files or folders (read recursively).
        raw: Folder of inputs.
        source: One plain folder name.

    Yields:
        One line a file.

    Raises:
        TarikhError: A path does not exist, or the source is no plain name.
    """
    if not source or source.startswith(".") or any(c in source for c in "/\\:\0"):
        raise TarikhError(f"{source!r}: a source must be a plain folder name, such as kursiv-media")
    target = raw / source
    target.mkdir(parents=True, exist_ok=True)
    present = {file_sha256(p): p.name for p in sorted(target.iterdir()) if p.is_file()}
    for path in _files(paths):
        sha = file_sha256(path)
        if sha in present:
            yield f"{path}: already there as {source}/{present[sha]}"
            continue
        name = path.name if not (target / path.name).exists() else f"{path.stem}-{sha[:8]}{path.suffix}"
        partial = target / f".{name}.partial"
        shutil.copyfile(path, partial)
        partial.rename(target / name)
        present[sha] = name
        yield f"{path}: added as {source}/{name}"
    passports = read_passports(raw)
    for item in find_inputs(raw, source):
        result = read_input(raw, item, passports)
        for refusal in result.refused:
            yield f"{refusal.raw_path}: {refusal.reason}: {refusal.detail}"


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file() and not p.name.startswith("."))
        elif path.is_file():
            yield path
        else:
            raise TarikhError(f"{path}: no such file or folder")
