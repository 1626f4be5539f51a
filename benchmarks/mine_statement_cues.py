"""Count which verbs and nouns attribute statements, and in which frames, in a corpus with attributions marked by hand.

    python benchmarks/mine_statement_cues.py CORPUS/train > counts.csv

CORPUS/train holds text/NAME.txt and attributions/NAME*.ann (brat stand-off: Source, Cue, Content), as in PolNeAR. For every
verb of the corpus outside quotations and every frame that `flows.stages.statement_contents` can read under it (clause, infinitive, object,
PREPOSITION:prep), and for every noun with a clause, the table says how often the frame occurs and how often a marked cue
covers the word while the marked content shares most of its words with the frame's. Only counts leave the corpus. The rows of
`flows/lexicons/statements_cues.csv` were chosen by hand among those with precision of at least a half.
"""

import csv
import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from flows.core.annotations import Analysis
from flows.core.document import Document
from flows.core.parse import Token
from flows.nlp.parser import load_parser
from flows.readers.clean import find_blocks, normalise
from flows.stages.quotes import find_quotations
from flows.stages.statement_contents import contents_of
from flows.stages.statement_cues import Cue, speaker_of

Span = tuple[int, int]
Attribution = dict[str, list[Span]]
_WORD = re.compile(r"\S+")


def read_attributions(raw: str, text: str, annotations: str) -> list[Attribution]:
    """The attributions of one file with their spans moved from the raw to the normalised text.

    Args:
        raw: The text as annotated.
        text: The same text normalised; it has the same words.
        annotations: Brat stand-off lines.

    Returns:
        One mapping of Source, Cue and Content to spans for each attribution that has a content.
    """
    theirs = [m.span() for m in _WORD.finditer(raw)]
    ours = [m.span() for m in _WORD.finditer(text)]
    starts = [start for start, _ in theirs]

    def moved(offset: int) -> int:
        k = min(max(0, bisect_right(starts, offset) - 1), len(ours) - 1)
        return min(ours[k][0] + max(0, offset - theirs[k][0]), ours[k][1])

    spans: dict[str, list[Span]] = {}
    found = []
    lines = [line.split("\t") for line in annotations.split("\n") if re.match(r"[TE]\d+\t", line)]
    for key, what, *_ in sorted(lines, key=lambda x: not x[0].startswith("T")):
        if key.startswith("T"):
            places = what.split(" ", 1)[1].split(";")
            spans[key] = [(moved(int(p.split()[0])), moved(int(p.split()[1]))) for p in places]
        elif key.startswith("E"):
            attribution: Attribution = {"Source": [], "Cue": [], "Content": []}
            for pair in what.split():
                role, target = pair.split(":")
                attribution.get(role.rstrip("0123456789"), []).extend(spans.get(target, []))
            if attribution["Content"]:
                found.append(attribution)
    return found


def read_corpus(folder: Path) -> Iterator[tuple[Document, list[Attribution]]]:
    """The documents of a part of the corpus with their attributions."""
    for path in sorted((folder / "text").glob("*.txt")):
        raw = path.read_text(encoding="utf-8")
        text = normalise(raw)
        marked = sorted(p for p in (folder / "attributions").iterdir() if p.name.startswith(path.stem) and p.suffix == ".ann")
        if marked:
            document = Document(path.stem, "corpus", None, None, (), None, None, "en", text, find_blocks(text), path.name)
            yield document, read_attributions(raw, text, marked[0].read_text(encoding="utf-8"))


def frames_under(analysis: Analysis, token: Token) -> Iterator[tuple[str, int, int]]:
    """Every frame that could hold a statement under a verb, with its code points."""
    parse = analysis.parse
    prepositions = {f"{p.lower}:prep" for p in parse.children(token, "prep")}
    passive = parse.child(token, "auxpass") is not None
    speaker = speaker_of(parse, token, passive)
    if speaker is None or speaker.lower in ("i", "we", "you"):
        return
    for names in ({"clause"}, {"infinitive"}, {"object"}, *({p} for p in sorted(prepositions))):
        cue = Cue(token, token, dict.fromkeys(names, "state"), speaker, passive)
        for content in contents_of(analysis, cue):
            yield next(iter(names)), content.start, content.end


def _shares_most(start: int, end: int, spans: list[Span]) -> bool:
    common = sum(max(0, min(end, b) - max(start, a)) for a, b in spans)
    return 2 * common >= 0.5 * ((end - start) + sum(b - a for a, b in spans))


def count_frames(analysis: Analysis, attributions: list[Attribution], counts: Counter[tuple[str, str, str, bool]]) -> None:
    """Add one article's frames to `counts`, keyed by lemma, part of speech, frame and whether it is a marked attribution."""
    quotations = find_quotations(analysis.document)
    for token in analysis.parse.tokens:
        if token.pos not in ("VERB", "NOUN") or any(q.start <= token.start < q.end for q in quotations):
            continue
        marked = [a for a in attributions if any(s <= token.start < e for s, e in a["Cue"])]
        if token.pos == "VERB":
            for frame, start, end in frames_under(analysis, token):
                counts[token.lemma.lower(), "verb", frame, any(_shares_most(start, end, a["Content"]) for a in marked)] += 1
        elif analysis.parse.child(token, "acl", "ccomp") is not None:
            counts[token.lemma.lower(), "noun", "clause", bool(marked)] += 1


def main() -> None:
    """Print the table of counts."""
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    pairs = list(read_corpus(Path(sys.argv[1])))
    parser = load_parser()
    for n in range(0, len(pairs), 50):
        batch = pairs[n : n + 50]
        for (document, attributions), parse in zip(batch, parser.parse([d for d, _ in batch]), strict=True):
            count_frames(Analysis(document, parse), attributions, counts)
    print_table(counts)


def print_table(counts: Counter[tuple[str, str, str, bool]]) -> None:
    """Write lemma, kind, frame, occurrences, marked and precision, the most frequent first."""
    out = csv.writer(sys.stdout)
    out.writerow(("lemma", "kind", "frame", "occurrences", "marked", "precision"))
    keys = sorted({key[:3] for key in counts}, key=lambda k: (-counts[(*k, True)], k))
    for key in keys:
        marked = counts[(*key, True)]
        total = marked + counts[(*key, False)]
        if marked >= 3:
            out.writerow((*key, total, marked, f"{marked / total:.2f}"))


if __name__ == "__main__":
    main()
