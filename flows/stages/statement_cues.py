"""Words that attribute a statement, and who they attribute it to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flows.core.lexicons import read_csv, words
from flows.core.parse import Parse, Token
from flows.stages.event_lexicon import noun_classes
from flows.stages.event_misreadings import taker_of
from flows.stages.statement_lost import inverted_speaker, leading_speaker, trailing_speaker

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_CLAUSE = {"clause": "state"}
_PARTICIPLES = frozenset({"advcl", "acl", "xcomp", "conj", "pcomp", "dep", "parataxis"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue verb in the text.

    Attributes:
        token: The verb.
        first: First token of the cue with its auxiliaries.
        frames: What may follow it (clause, quote, object, infinitive, PREPOSITION:prep) and the stance it then takes; "active"
            where the passive attributes nothing.
        speaker: Head of the words for the speaker, None if there are none.
        passive: Whether the verb is passive.
        edge: First token of the speaker's phrase behind what is said, where the parser does not give it to the verb.
        last: Last token of a cue of more words ("according to").
    """

    token: Token
    first: Token
    frames: Mapping[str, str]
    speaker: Token | None
    passive: bool = False
    edge: Token | None = None
    last: Token | None = None


@lru_cache(maxsize=64)
def cue_words(kind: str) -> Mapping[str, Mapping[str, str]]:
    """The cue words of a kind (verb, noun) by lemma: each frame with its stance."""
    found: dict[str, dict[str, str]] = {}
    for row in read_csv("statements_cues"):
        if row["kind"] == kind:
            found.setdefault(row["cue"], {}).update((frame, row["stance"]) for frame in row["frames"].split())
    return found


@lru_cache(maxsize=1)
def _verbs() -> Mapping[str, Mapping[str, str]]:
    return {**{key: {} for key in cue_words("spoken")}, **cue_words("verb")}


def find_cues(parse: Parse) -> Iterator[Cue]:
    """The cue verbs of an article that are not negated, in order."""
    verbs, adjectives = _verbs(), cue_words("adjective")
    for token in parse.tokens:
        if token.pos == "ADJ" and token.lower in adjectives:
            sure = _judged(parse, token)
            if sure is not None:
                yield sure
        if token.pos not in ("VERB", "AUX"):
            continue
        frames = verbs.get(token.lemma.lower())
        frames = _told_frames(parse, token) if frames is None else frames
        if frames is None:
            continue
        helpers = [h for h in parse.children(token, "aux", "auxpass", "neg") if h.i < token.i and _is_near(parse, h, token)]
        if any(h.dep == "neg" for h in helpers) or _is_refused(parse, token):
            continue
        first = helpers[0] if helpers and token.i - helpers[0].i <= len(helpers) else token
        passive = _is_bare(parse, token, helpers) or any(h.dep == "auxpass" for h in helpers)
        if _is_no_speech(parse, token) or (token.lemma == "put" and not _puts_number(parse, token)):
            continue
        hyphenated = (
            token.i > 0 and parse.tokens[token.i - 1].text.endswith("-") and parse.tokens[token.i - 1].end == token.start
        )
        if hyphenated or (passive and "active" in frames):
            continue
        speaker, edge = speaker_of(parse, token, passive), None
        # "..., the secretary, Jane Roe, announced", which the parser makes an adverbial of what is said
        lost = speaker is None or (token.dep == "advcl" and parse.child(token, *SUBJECTS, "mark", "advmod") is None)
        if lost and "quote" in frames and (token.tag in ("VBD", "VBZ") or first.lower in ("has", "have", "had")):
            speaker, edge = trailing_speaker(parse, first) or (speaker or leading_speaker(parse, token), None)
        if token.lemma == "hear":
            speaker, passive = None, True
        misread = misread_subject(parse, token)
        if misread is not None:
            speaker, passive = misread, False
        if speaker is None or not _is_nobody(parse, speaker):
            yield Cue(token, first, frames, speaker, passive, edge)


def _is_nobody(parse: Parse, speaker: Token) -> bool:
    """Whether the subject says that nobody spoke: "no group has claimed"."""
    return speaker.lower in ("nobody", "none", "neither") or any(
        d.lower in ("no", "neither") for d in parse.children(speaker, "det")
    )


def misread_subject(parse: Parse, token: Token) -> Token | None:
    """The speaker where the parser finds no verb in a sentence and takes the cue for an adjective: "Its head, Jane Roe, accused managers"."""
    if token.tag != "VBN" or token.dep != "amod" or token.i == 0 or parse.tokens[token.i - 1].text != ",":
        return None
    sentence = parse.tokens_of(parse.sentence_of(token))
    root = next((t for t in sentence if t.dep == "ROOT"), token)
    finite = any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in sentence)
    return root if root.i < token.i and root.pos in ("NOUN", "PROPN") and not finite else None


def _judged(parse: Parse, token: Token) -> Cue | None:
    """An adjective that tells what somebody holds: "was adamant that the dam was safe"; not "it was clear that"."""
    verb = parse.head(token)
    who = parse.child(verb, "nsubj") if token.dep == "acomp" and verb.lemma in ("be", "remain", "seem", "sound") else None
    negated = parse.child(verb, "neg") is not None or parse.child(token, "neg") is not None
    if who is None or negated or who.lower in ("it", "that", "this", "there") or verb.tag not in ("VBD", "VBZ", "VBP"):
        return None
    return Cue(token, verb, cue_words("adjective")[token.lower], _resolve_relative(parse, verb, who))


def _told_frames(parse: Parse, token: Token) -> Mapping[str, str] | None:
    """The frames of a verb that attributes only with some words: "made it clear that", "the court heard that"."""
    return _CLAUSE if made_known(parse, token) is not None or _is_heard(parse, token) else None


def _is_heard(parse: Parse, token: Token) -> bool:
    who = parse.child(token, "nsubj") if token.lemma == "hear" else None
    return who is not None and who.lemma.lower() in cue_words("heard")


def made_known(parse: Parse, token: Token) -> Token | None:
    """The adjective with which "make" says something: "made (it) clear that the dam was safe"."""
    if token.lemma != "make":
        return None
    return next((t for t in parse.children(token, "ccomp", "acomp", "oprd") if t.lower in ("clear", "plain", "known")), None)


def _is_bare(parse: Parse, token: Token, helpers: list[Token]) -> bool:
    """Whether a verb is a participle that tells what was said to its subject: "asked what she saw, she said"."""
    opens = token.tag == "VBD" and token.dep == "advcl" and parse.sentence_of(token).first == token.i
    if opens and parse.child(token, *SUBJECTS) is None:
        return True
    above = parse.head(token)
    if token.tag == "VBN" and token.dep == "conj" and not helpers and parse.child(token, *SUBJECTS) is None:
        return above.tag == "VBN" and parse.child(above, "auxpass") is not None  # "was punished and described as"
    return token.tag == "VBN" and token.dep in ("advcl", "acl", "amod") and not helpers and not _heads_sentence(parse, token)


def _heads_sentence(parse: Parse, token: Token) -> bool:
    """Whether the parser took the verb of a sentence for a participle of its subject ("The Victory bloc called on its followers to")."""
    above = parse.head(token)
    urges = token.lemma == "call" and any(p.lower in ("on", "for") for p in parse.children(token, "prep", "mark"))
    return token.dep == "acl" and above.dep == "ROOT" and above.pos in ("NOUN", "PROPN") and above.i == token.i - 1 and urges


def _puts_number(parse: Parse, token: Token) -> bool:
    """Whether one tells how many there were or how much it is: "put the death toll at more than 40", "put it at $3 million"."""
    what = parse.child(token, "dobj")
    preps = (*parse.children(token, "prep"), *(parse.children(what, "prep") if what is not None else ()))
    at = next((t for t in preps if t.lower == "at"), None)
    if what is None or at is None:
        return False
    money = any(
        t.text in "$€£¥₹" or t.lower in ("million", "billion", "trillion", "percent", "cent", "%") for t in parse.subtree(at)
    )
    return money or what.lemma.lower() in cue_words("numbered")


def _is_no_speech(parse: Parse, token: Token) -> bool:
    """Whether a verb is used in another sense: "recalled its envoy", "was tortured and denied a lawyer", "charged with calling for unrest"."""
    above = parse.head(parse.head(token))
    if token.dep == "pcomp" and parse.head(token).lower in ("with", "of", "for") and above.lemma.lower() in cue_words("charge"):
        return True
    if token.lemma.lower() in cue_words("achieved") and parse.child(token, "xcomp") is not None:
        return True  # "started driving"
    moved = cue_words("moved").get(token.lemma.lower())
    if moved is not None and any(t.lemma.lower() in moved for t in parse.children(token, "dobj", "nsubjpass")):
        return True
    first = parse.head(token)
    passive = token.dep == "conj" and parse.child(first, "auxpass") is not None and parse.child(token, "nsubj", "aux") is None
    return passive and token.lemma.lower() == "deny" and parse.child(token, "dobj") is not None


def _is_near(parse: Parse, helper: Token, verb: Token) -> bool:
    """Whether no mark stands between an auxiliary or negation and its verb, as in "“Certainly not,” she said"."""
    return verb.i - helper.i <= 8 and all(t.pos != "PUNCT" for t in parse.tokens[helper.i + 1 : verb.i])


def _is_refused(parse: Parse, token: Token) -> bool:
    """Whether it was not said: "declined to say", "was expected to announce"."""
    refusals = cue_words("refusal")
    if any(c.tag == "TO" for c in parse.children(token, "aux")) and parse.head(token).lemma.lower() not in cue_words(
        "achieved"
    ):
        return True
    if token.lemma.lower() in refusals:
        return any(c.lemma.lower() in cue_words("withheld") for c in parse.children(token, "xcomp"))
    return token.dep == "xcomp" and parse.head(token).lemma.lower() in refusals


def astray(parse: Parse, verb: Token) -> Token | None:
    """The cue to which a verb of saying belongs that the parser joins to what that cue says.

    "She said the talks were over | and promised to go": what cannot promise has not done so, nor what is only to happen.
    """
    said = parse.head(verb)
    above = parse.head(said)
    if verb.dep != "conj" or said.dep != "ccomp" or verb.lemma.lower() not in _verbs():
        return None
    tense, outer = _tense(parse, verb), _tense(parse, above)
    if not tense or tense != outer:
        return None
    subject = parse.child(said, "nsubj", "nsubjpass")
    if above.lemma.lower() not in _verbs() or subject is None or parse.child(verb, *SUBJECTS) is not None:
        return None
    helpers = parse.children(said, "aux", "auxpass")
    meant = any(h.tag == "VB" for h in helpers) and not any(h.tag == "MD" for h in helpers)
    expletive = subject.lower == "it" and said.lemma == "be"
    speaks = (subject.pos in ("PRON", "PROPN") and not expletive) or subject.lemma.lower() in {
        *words("names", "nouns", "person"),
        *noun_classes()["organization"],
    }
    described = said.lemma == "be" or any(h.lemma in ("be", "have") for h in helpers)
    return above if meant or (described and not speaks) else None


def _tense(parse: Parse, verb: Token) -> str:
    """Whether a finite verb tells of the past or of now; "" where it is not finite by itself."""
    helpers = parse.children(verb, "aux")
    tag = helpers[0].tag if helpers else verb.tag
    return {"VBD": "past", "VBZ": "now", "VBP": "now"}.get(tag, "")


def speaker_of(parse: Parse, cue: Token, passive: bool = False) -> Token | None:
    """The head of the words for who speaks: the cue's subject, its "by" agent, or the subject of the clause it hangs on."""
    if passive:
        agent = parse.child(cue, "agent")
        return parse.child(agent, "pobj") if agent else None
    token = astray(parse, cue) or cue
    for _ in range(6):
        meant = token.i != cue.i and any(c.tag == "TO" for c in parse.children(token, "aux"))
        subjects = parse.children(token, *SUBJECTS) if not meant else ()  # "called for X to resign, saying"
        subject = next((s for s in reversed(subjects) if s.i < token.i), subjects[0] if subjects else None)
        if subject is not None and len(subjects) > 1 and _trails(parse, token, subject):
            subject = next((s for s in subjects if s.i > token.i), subject)  # "..., most of them children, said Jane Roe"
        if subject is not None and subject.tag == "VBG" and parse.child(subject, "appos") is not None:
            return parse.child(subject, "appos")  # "Reacting, the mayor, Jane Roe, said"
        if subject is not None and taker_of(parse, subject) is not None:
            return parse.child(subject, "appos")
        if subject is not None:
            return _author(parse, _employed(parse, _resolve_relative(parse, token, subject)))
        infinitive = any(c.tag == "TO" for c in parse.children(token, "aux"))
        if token.dep in ("acl", "amod") and not infinitive and parse.head(token).pos in ("NOUN", "PROPN", "PRON"):
            if not _set_off(parse, token):
                return _author(parse, parse.head(token))
            token = next((t for t in parse.ancestors(token) if t.pos in ("VERB", "AUX")), token)
            continue
        beside = (inverted_speaker(parse, token) or _aged(parse, token)) if token.i == cue.i else None
        if beside is not None:
            return beside
        if token.dep not in _PARTICIPLES or token.head == token.i:
            return None
        token = parse.head(token)
        if token.pos in ("ADP", "SCONJ") and token.dep == "prep":  # "replied by saying"
            as_told = token.lower == "as"
            token = parse.head(token)
            quoted = parse.child(token, "dobj") if as_told else None
            if quoted is not None:  # "the paper quoted Jane Roe as saying"
                return quoted
    return None


def _set_off(parse: Parse, token: Token) -> bool:
    """Whether a participle behind a comma tells of the clause rather than of the thing named last: "It met the victims, saying that"."""
    thing = parse.head(token)
    before = parse.tokens[parse.subtree(token)[0].i - 1]
    near = token.tag == "VBG" and token.i > thing.i and before.text == ","
    return (
        near and thing.dep in ("dobj", "pobj", "attr", "npadvmod") and thing.dep != "agent" and parse.head(thing).dep != "agent"
    )


def _trails(parse: Parse, cue: Token, subject: Token) -> bool:
    """Whether the subject before a cue of quotation ends with a comma, and so may belong to what is said."""
    return subject.pos != "PROPN" and cue.lemma != "tell" and cue.i > 0 and parse.tokens[cue.i - 1].text == ","


def _employed(parse: Parse, speaker: Token | None) -> Token | None:
    """The person where the parser takes the employer for the speaker: "the Bureau of Roads' Jane Roe"."""
    of = parse.child(speaker, "prep") if speaker is not None and speaker.pos == "PROPN" else None
    who = parse.child(of, "pobj") if of is not None and of.lower == "of" else None
    return who if who is not None and who.pos == "PROPN" and parse.child(who, "poss") is not None else speaker


def _aged(parse: Parse, cue: Token) -> Token | None:
    """ "the 24-year-old said": the parser takes the speaker for an adjective of the cue."""
    before = parse.tokens[cue.i - 1] if cue.i else cue
    compound = before.pos in ("ADJ", "NOUN") and before.head == cue.i and len(parse.hyphened(before)) > 1
    return before if compound and parse.child(cue, "det") is not None else None


def _author(parse: Parse, speaker: Token | None) -> Token | None:
    """Whose statement it is where a statement speaks: "the ministry's statement said", "it put out a report saying"."""
    if speaker is None or not {speaker.lemma.lower()} & {*cue_words("noun"), *cue_words("text")}:
        return speaker
    by = next((p for p in parse.children(speaker, "prep") if p.lower in ("by", "from")), None)
    issuer = parse.child(parse.head(speaker), "nsubj") if speaker.dep == "dobj" else None
    if issuer is not None and issuer.tag in ("WP", "WDT"):
        issuer = _resolve_relative(parse, parse.head(speaker), issuer)
    owner = parse.child(speaker, "poss")
    if owner is not None and owner.lower in ("my", "our", "your"):
        return speaker
    return owner or (parse.child(by, "pobj") if by else None) or issuer or speaker


def _resolve_relative(parse: Parse, verb: Token, subject: Token) -> Token | None:
    """The antecedent of "who", "which" or "that" as a subject."""
    if subject.tag not in ("WP", "WDT"):
        return None if subject.dep == "expl" else subject
    clause = verb
    for _ in range(4):
        if clause.dep == "relcl":
            return parse.head(clause)
        if clause.head == clause.i:
            return None
        clause = parse.head(clause)
    return None
