"""Distant labels: where the strings of an answer key stand in an article. Keys and articles are invented."""

from flows.nlp.roles import LABELS
from flows.nlp.training.prepare_roles import label_tokens, read_keys

KEYS = """
0.  MESSAGE: ID                     NEWS-1 (X)
1.  MESSAGE: TEMPLATE               1
4.  INCIDENT: TYPE                  BOMBING / ATTACK
6.  INCIDENT: INSTRUMENT ID         "CAR BOMB"
9.  PERP: INDIVIDUAL ID             -
12. PHYS TGT: ID                    "BANK OF NORLAND" / "BANK"
18. HUM TGT: NAME                   *
19. HUM TGT: DESCRIPTION            "GUARD"
                                    "TWO CLERKS"

0.  MESSAGE: ID                     NEWS-2 (X)
1.  MESSAGE: TEMPLATE               *
4.  INCIDENT: TYPE                  *
"""


def labelled(read, text, strings):
    analysis = read(text)
    found = label_tokens(text, analysis.parse, strings)
    return [(t.text, LABELS[k]) for t, k in zip(analysis.parse.tokens, found, strict=True) if k]


def test_keys():
    keys = read_keys(KEYS)
    strings = {"car bomb": "weapon", "bank of norland": "object", "bank": "object", "guard": "victim", "two clerks": "victim"}
    assert keys["NEWS-1"] == (strings, {"bombing", "attack"})
    assert keys["NEWS-2"] == ({}, set())


def test_every_place_is_labelled_the_longest_string_first(read):
    text = "A car bomb hit the Bank of Norland. The bank said a guard died."
    found = labelled(read, text, read_keys(KEYS)["NEWS-1"][0])
    assert found == [
        ("car", "B-weapon"),
        ("bomb", "I-weapon"),
        ("Bank", "B-object"),
        ("of", "I-object"),
        ("Norland", "I-object"),
        ("bank", "B-object"),
        ("guard", "B-victim"),
    ]


def test_no_part_of_a_word_is_a_filler(read):
    assert labelled(read, "The guardian of the embankment slept.", {"guard": "victim", "bank": "object"}) == []
