"""Turn answer keys of incidents into examples for the role tagger.

    python -m flows.nlp.training.prepare_roles RAW KEYS_FILE [KEYS_FILE ...] --out EXAMPLES.jsonl

RAW is a folder with NAME.txt and NAME.meta.json (url `muc4:ID`); the keys are those of MUC-4. A key says which strings of
an article fill which role, not where: every place of the article that says the string is labelled (distant labels). One
article a line: `{"name", "incidents": [...], "windows": [{"pieces", "shapes", "labels", "owners"}, ...]}`, owners being word indexes.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from flows.core.document import Document, Passport
from flows.core.parse import Parse
from flows.nlp.encoder import FOLDER, Cut, cutter, windows_of
from flows.nlp.parser import load_parser
from flows.nlp.role_tagger import is_violent
from flows.nlp.roles import INCIDENTS, LABELS
from flows.readers.clean import find_blocks, normalise

IGNORED = -100
SLOTS = {"6": "weapon", "9": "attacker", "10": "organization", "12": "object", "18": "victim", "19": "victim"}
"""Slots of a template, and the label of their fillers."""


def templates(text: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Each template of a file of keys: the article it belongs to, and the lines of its slots by number."""
    article, slot, slots = "", "", dict[str, list[str]]()
    for line in text.splitlines():
        opening = re.match(r"\s*(\d{1,2})\.\s+[A-Z ]+: [A-Z /]+?(?:\s{2,}|\t+|$)(.*)$", line)
        if line.startswith(";") or not line.strip():
            continue
        if opening and opening[1] == "0":
            if slots:
                yield article, slots
            article, slots = opening[2].split()[0], {"0": []}
        elif opening:
            slot = opening[1]
            slots[slot] = [opening[2].strip()]
        elif slot in slots:
            slots[slot].append(line.strip())
    if slots:
        yield article, slots


def read_keys(text: str) -> dict[str, tuple[dict[str, str], set[str]]]:
    """By article: the label of each filler string (lower case), and the kinds of its incidents."""
    out: dict[str, tuple[dict[str, str], set[str]]] = defaultdict(lambda: ({}, set()))
    for article, slots in templates(text):
        strings, kinds = out[article]
        if "*" in (slots.get("1") or ["*"])[0]:
            continue
        for number, label in SLOTS.items():
            for line in slots.get(number, []):
                for said in re.findall(r'"([^"]*)"', line):
                    if said.strip(" -*"):
                        strings.setdefault(said.strip().lower(), label)
        for kind in (slots.get("4") or [""])[0].lstrip("? ").split("/"):
            kinds |= {kind.strip().lower()} & set(INCIDENTS)
    return out


def label_tokens(text: str, parse: Parse, strings: dict[str, str]) -> list[int]:
    """The label of each token of an article, by where the filler strings stand in it; longer strings first."""
    labels = [0] * len(parse.tokens)
    for said in sorted(strings, key=lambda s: (-len(s), s)):
        words = re.findall(r"\w+", said)
        if not words:
            continue
        for hit in re.finditer(r"\b" + r"\W+".join(map(re.escape, words)) + r"\b", text, re.IGNORECASE):
            tokens = parse.between(hit.start(), hit.end())
            if tokens and not any(labels[t.i] for t in tokens):
                for n, token in enumerate(tokens):
                    labels[token.i] = LABELS.index(("I-" if n else "B-") + strings[said])
    return labels


def example(text: str, parse: Parse, key: tuple[dict[str, str], set[str]], name: str, cut: Cut) -> dict[str, Any]:
    """One line of the examples."""
    labels = label_tokens(text, parse, key[0])
    windows = [
        {
            "pieces": w.pieces,
            "shapes": w.shapes,
            "labels": [labels[owner] if owner >= 0 else IGNORED for owner in w.owners],
            "owners": w.owners,
            "read": is_violent([parse.tokens[owner] for owner in w.owners if owner >= 0]),
        }
        for w in windows_of(parse, parse.sentences, cut)
    ]
    return {"name": name, "incidents": sorted(key[1]), "windows": windows}


def documents(raw: Path, wanted: Iterable[str]) -> Iterator[tuple[str, Document]]:
    """The articles of some names, as the pipeline would read them, by file name."""
    names = set(wanted)
    for path in sorted(raw.glob("*.txt")):
        meta = json.loads(path.with_suffix(".meta.json").read_text(encoding="utf-8"))
        name = meta["url"].removeprefix("muc4:")
        if name in names:
            text, day = normalise(path.read_text(encoding="utf-8")), meta.get("published_at")
            blocks = find_blocks(text, meta.get("title"))
            yield (
                name,
                Document(
                    article_id=name,
                    source="muc4",
                    url=None,
                    title=meta.get("title"),
                    authors=(),
                    published_at=day,
                    published_method="metadata" if day else None,
                    language="en",
                    text=text,
                    blocks=blocks,
                    raw_path=path.name,
                    passport=Passport("muc4"),
                ),
            )


def main() -> None:
    """Read, parse and label as the command line says."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("raw", type=Path), ap.add_argument("keys", type=Path, nargs="+")
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    keys = {n: k for path in args.keys for n, k in read_keys(path.read_text(encoding="utf-8", errors="replace")).items()}
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    cut = cutter(tokenizer)
    with args.out.open("w", encoding="utf-8") as stream:
        for name, document in documents(args.raw, keys):
            (parse,) = load_parser().parse([document])
            stream.write(json.dumps(example(document.text, parse, keys[name], name, cut)) + "\n")


if __name__ == "__main__":
    main()
