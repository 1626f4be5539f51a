"""`dataset/CHANGELOG.md`: an entry a release, the newest first."""

import os
from pathlib import Path

from flows.publish.compare import Difference, summarise
from flows.publish.info import ReleaseInfo
from flows.tables.parts import Frames, count

HEADING = (
    "# Changelog of the data\n\nOne entry a release, the newest first; every changed row is in the release's table `changes`.\n"
)


def changelog_lines(difference: Difference | None, info: ReleaseInfo, frames: Frames) -> tuple[str, ...]:
    """What a release says of its changes.

    Args:
        difference: From the previous release, None for the first.
        info: The release.
        frames: Its tables.
    """
    counts = ", ".join(f"{count(frames, t)} {t}" for t in ("articles", "events", "entities"))
    lines = [f"{'First release' if difference is None else f'After {difference.old}'}: {counts}."]
    if difference is not None:
        if difference.old_schema != difference.new_schema or difference.columns:
            lines.append(f"Schema {difference.old_schema} -> {difference.new_schema}" + _tail(difference.columns))
        lines += summarise(difference.changes)
    for correction in info.corrections:
        what = f"{correction.get('action')}, {correction.get('outcome')}, {correction.get('rows')} rows"
        what += f", {correction['skipped']} left alone by the guard" if correction.get("skipped") else ""
        lines.append(f"Correction {correction.get('name')} ({what}): {correction.get('reason')}")
    lines += [f"Warning: {line}" for line in info.assertions]
    return tuple(" ".join(line.split()) for line in lines)


def _tail(columns: tuple[str, ...]) -> str:
    return ": " + "; ".join(columns) if columns else ""


def _escaped(line: str) -> str:
    """A line that Markdown shows as it is."""
    return "".join("\\" + c if c in "\\`*_[]<>#|" else c for c in line)


def changelog_entry(version: str, lines: tuple[str, ...]) -> str:
    """The Markdown of one release."""
    return f"## {version}\n\n" + "".join(f"- {_escaped(line)}\n" for line in lines)


def prepend_changelog(path: Path, version: str, lines: tuple[str, ...]) -> None:
    """Put a release's entry on top of the changelog, in one step; an entry that is there already is left alone.

    Args:
        path: `dataset/CHANGELOG.md`; made if it is not there.
        version: The release.
        lines: What it says, `changelog_lines`.
    """
    text = path.read_text(encoding="utf-8") if path.is_file() else HEADING
    if f"\n## {version}\n" in text:
        return
    head, mark, rest = text.partition("\n## ")
    content = head.rstrip("\n") + "\n\n" + changelog_entry(version, lines) + (mark + rest if mark else "")
    fresh = path.with_name(f".{path.name}.partial")
    fresh.write_text(content, encoding="utf-8", newline="\n")
    os.replace(fresh, path)  # noqa: PTH105 - replaces on every platform
