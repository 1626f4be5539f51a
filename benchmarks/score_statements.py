"""Score attributed statements against attributions marked by hand.

    python benchmarks/score_statements.py CORPUS/dev

CORPUS/dev is laid out as `mine_statement_cues.py` wants it. Printed are precision, recall and F1 of
words: the words inside any content, over all articles;
content: attributions (the statements of one cue: "..., she said, ...") paired one to one with those marked whose words
they share (Dice at least a half), best first;
content and source: those pairs whose speaker shares a word with the marked source (or where neither names one).
The corpus also marks what is wished, seen or merely described; those count as misses here.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from mine_statement_cues import Span, read_corpus

from flows.core.annotations import Analysis, Statement
from flows.nlp.parser import load_parser
from flows.stages.dates import find_dates
from flows.stages.statements import find_statements

Words = frozenset[int]


def words_in(text: str, spans: list[Span]) -> Words:
    """Where the words inside some spans start."""
    return frozenset(m.start() for a, b in spans for m in re.compile(r"\w+").finditer(text, a, b))


def attributions(statements: Iterable[Statement]) -> list[tuple[list[Span], list[Span]]]:
    """Contents and sources of statements; those of one cue are one attribution, as in the corpus."""
    found: dict[tuple[str, int], tuple[list[Span], list[Span]]] = {}
    for s in statements:
        key = ("start", s.start) if s.cue_start is None else ("cue", s.cue_start)
        contents, sources = found.setdefault(key, ([], []))
        contents.append((s.start, s.end))
        if s.speaker_start is not None and s.speaker_end is not None:
            sources.append((s.speaker_start, s.speaker_end))
    return list(found.values())


def score(analysis: Analysis, gold: list[dict[str, list[Span]]], counts: Counter[str]) -> None:
    """Add one article to the counts."""
    text = analysis.text
    marked = [(words_in(text, g["Content"]), words_in(text, g["Source"])) for g in gold]
    found = [(words_in(text, contents), words_in(text, sources)) for contents, sources in attributions(analysis.statements)]
    theirs = frozenset().union(*(content for content, _ in marked))
    ours = frozenset().union(*(content for content, _ in found))
    counts.update(
        gold_words=len(theirs), found_words=len(ours), shared_words=len(theirs & ours), gold=len(marked), found=len(found)
    )
    dice = [
        (2 * len(g & f) / (len(g) + len(f)), i, j) for i, (g, _) in enumerate(marked) for j, (f, _) in enumerate(found) if g & f
    ]
    used: tuple[set[int], set[int]] = (set(), set())
    for share, i, j in sorted(dice, key=lambda d: (-d[0], d[1], d[2])):
        if share >= 0.5 and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            source, speaker = marked[i][1], found[j][1]
            counts.update(content=1, source=bool(source & speaker) or not (source or speaker))


def line(name: str, right: int, found: int, gold: int) -> str:
    """One line of precision, recall and F1."""
    p, r = right / max(1, found), right / max(1, gold)
    return f"{name:20} P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}"


def main() -> None:
    """Print the scores of a part of the corpus."""
    counts: Counter[str] = Counter()
    pairs = list(read_corpus(Path(sys.argv[1])))
    parser = load_parser()
    for n in range(0, len(pairs), 50):
        batch = pairs[n : n + 50]
        for (document, gold), parse in zip(batch, parser.parse([d for d, _ in batch]), strict=True):
            score(find_statements(find_dates(Analysis(document, parse))), gold, counts)
    print(f"articles {len(pairs)}  attributions {counts['gold']}  statements {counts['found']}")
    print(line("words", counts["shared_words"], counts["found_words"], counts["gold_words"]))
    print(line("content", counts["content"], counts["found"], counts["gold"]))
    print(line("content and source", counts["source"], counts["found"], counts["gold"]))


if __name__ == "__main__":
    main()
