"""Generated documents: what `tarikh docs` renews and a test holds current."""

from pathlib import Path

from schemas.export import dictionary_markdown

COMMAND = "tarikh docs"


def documents() -> dict[str, str]:
    """The generated documents: path below the repository -> content."""
    return {"dataset/DICTIONARY.md": dictionary_markdown()}


def write_docs(repo: Path) -> tuple[Path, ...]:
    """Write the generated documents.

    Args:
        repo: The repository folder.

    Returns:
        The files written.
    """
    paths = []
    for name, content in documents().items():
        path = repo / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
        paths.append(path)
    return tuple(paths)
