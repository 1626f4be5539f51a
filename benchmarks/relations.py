"""Score the relations of articles against gold facts, and list what is stated beyond them for reading by hand.

    python benchmarks/relations.py [--part a|b|both] [--seed FOLDER] [--quiet]

Recall is over the gold relations (subject, predicate, object and title as `score_release.py` compares them); gold lists no
relation exhaustively, so what is beyond it is printed, not counted against precision.
"""

import argparse
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import yaml

from flows.core.annotations import Analysis
from flows.core.document import Document, Passport
from flows.core.pipeline import run_stages
from flows.nlp.reading import read
from flows.readers.clean import find_blocks, normalise
from flows.stages.order import STAGES

PARTS = Path(__file__).resolve().parent.parent / "tests" / "gold"
Gold = dict[str, str | None]
Stated = dict[str, str | None]


def norm(text: str | None) -> str:
    """Fold case, accents, possessives, articles and punctuation."""
    folded = unicodedata.normalize("NFKD", text or "").casefold()
    folded = re.sub(r"['’]s\b", "", "".join(c for c in folded if not unicodedata.combining(c)))
    return re.sub(r"^(the|a|an) ", "", re.sub(r"[^\w]+", " ", folded).strip())


def covers(longer: str | None, shorter: str | None) -> bool:
    """Whether one of two names contains the other as whole words."""
    a, b = f" {norm(longer)} ", f" {norm(shorter)} "
    return len(b) > 2 and (b in a or (len(a) > 2 and a in b))


def document(name: str, text: str, title: str | None, published: str | None) -> Document:
    """An article of the gold set."""
    text = normalise(text)
    method = "metadata" if published else None
    blocks = find_blocks(text, title)
    passport = Passport("gold")
    return Document(
        f"art_{name}", "gold", None, title, (), published, method, "en", text, blocks, f"{name}.txt", None, passport
    )


def gold_articles(parts: str) -> Iterator[tuple[Document, list[Gold]]]:
    """The articles of `tests/gold` with their relations."""
    for part in parts:
        for article in yaml.safe_load((PARTS / f"part_{part}.yml").read_text(encoding="utf-8")):
            rows = [
                dict(zip(("subject", "predicate", "object", "title"), r, strict=False)) for r in article.get("relations", [])
            ]
            yield document(article["id"], article["text"], article.get("title"), str(article["published"])), rows


def seed_articles(folder: Path) -> Iterator[tuple[Document, list[Gold]]]:
    """Articles NAME.txt with NAME.meta.json and gold/NAME.json."""
    for path in sorted((folder / "gold").glob("*.json")):
        meta = json.loads((folder / f"{path.stem}.meta.json").read_text(encoding="utf-8"))
        text = (folder / f"{path.stem}.txt").read_text(encoding="utf-8")
        yield (
            document(path.stem, text, meta.get("title"), meta.get("published_at")),
            json.loads(path.read_text(encoding="utf-8"))["relations"],
        )


def stated(analysis: Analysis) -> list[Stated]:
    """What an analysis states, by names."""
    names = {e.key: e.name for e in analysis.entities}
    return [
        {
            "subject": names[r.subject],
            "predicate": r.predicate,
            "object": names.get(r.object) if r.object is not None else None,
            "title": r.title or r.detail,
            "words": analysis.words(r.start, r.end),
        }
        for r in analysis.relations
    ]


def fits(gold: Gold, found: Stated) -> bool:
    """Whether a stated relation is the gold one."""
    same = gold["predicate"] == found["predicate"] and covers(found["subject"], gold["subject"])
    of = not gold.get("object") or covers(found["object"], gold["object"])
    return same and of and (not gold.get("title") or covers(found["title"], gold["title"]))


def main() -> None:
    """Score what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("a", "b", "both", "none"), default="a")
    parser.add_argument("--seed", type=Path, help="folder of articles with a gold folder")
    parser.add_argument("--quiet", action="store_true", help="print the score only")
    args = parser.parse_args()
    articles = [*gold_articles({"both": "ab", "none": ""}.get(args.part, args.part))]
    articles += seed_articles(args.seed) if args.seed else ()
    hits = wanted = beyond = 0
    for (doc, gold), parse in zip(articles, read([d for d, _ in articles]), strict=True):
        left = stated(run_stages(Analysis(doc, parse), STAGES))
        for row in gold:
            found = next((s for s in left if fits(row, s)), None)
            wanted, hits = wanted + 1, hits + (found is not None)
            if found is not None:
                left.remove(found)
            elif not args.quiet:
                print("missed", doc.article_id, row)
        beyond += len(left)
        if not args.quiet:
            for one in left:
                print("beyond", doc.article_id, {k: v for k, v in one.items() if v})
    print(f"relations: recall {hits / max(1, wanted):.3f} ({hits} of {wanted}), {beyond} beyond the gold")


if __name__ == "__main__":
    main()
