"""What a cue verb says: the clause, infinitive, object or prepositional phrase under it, as one span of text."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.core.annotations import Analysis
from flows.core.parse import Parse, Token
from flows.stages.statement_cues import SUBJECTS, Cue, cue_words, made_known

_EDGE = ' \t\n,;:.-–—()[]"“”„«»‘'


_DASHES = (",", "—", "–", "-", "--")


@dataclass(frozen=True, slots=True)
class Content:
    """A span of what is said, the rule that found it and the stance its cue takes there."""

    start: int
    end: int
    rule: str
    stance: str


def trim(analysis: Analysis, start: int, end: int, rule: str, stance: str) -> Content | None:
    """A content without marks at its edges and without a leading "that"; None where no word is left."""
    text = analysis.text
    while start < end and (text[start] in _EDGE + "'’" or text[start : start + 5].lower() == "that "):
        start += 1 if text[start] in _EDGE + "'’" else 5
    while end > start and text[end - 1] in _EDGE.replace(")", "").replace(".", ""):
        end -= 1
    # the last stop ends a sentence, unless it belongs to an abbreviation ("U.S.")
    if end > start and text[end - 1] == "." and "." not in text[start : end - 1].rpartition(" ")[2]:
        end -= 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Content(start, end, rule, stance) if end - start >= 2 else None


def contents_of(analysis: Analysis, cue: Cue, persons: frozenset[int]) -> tuple[Content, ...]:
    """The contents under a cue, most explicit frame first; at most one clause-like content and its prepositional phrases.

    Args:
        analysis: The article.
        cue: The cue.
        persons: Indexes of the tokens that stand in persons' names: "dismissed Minister Orlan" denies nothing.
    """
    parse, token, frames = analysis.parse, cue.token, cue.frames
    found: list[Content | None] = []
    if "clause" in frames:
        for clause in _clauses(parse, token):
            if (
                (clause.i > token.i or _may_precede(cue, clause))
                and _is_told(analysis, cue, clause)
                and not _names(parse, cue, clause)
            ):
                found.append(_span(analysis, clause, cue, "clause", frames["clause"]))
        if not found and not cue.passive:
            found.append(_parenthetical(analysis, cue) or _before_speaker(analysis, cue) or _in_letter(analysis, cue))
    if "infinitive" in frames or ("infinitive_passive" in frames and cue.passive):
        stance = frames.get("infinitive", frames.get("infinitive_passive", "state"))
        for clause in parse.children(token, "xcomp"):
            silent = clause.lemma.lower() in cue_words("withheld") and parse.child(clause, "neg") is not None
            if any(c.tag == "TO" for c in parse.children(clause, "aux")) and not silent:  # not "asked not to be named"
                found.append(_infinitive(analysis, clause, cue, stance))
        for clause in parse.children(token, "advcl") if "for:prep" in frames and not any(found) else ():
            # "called for schools to be made safe"
            if any(m.lower == "for" and m.i == token.i + 1 for m in parse.children(clause, "mark")):
                found.append(_span(analysis, clause, cue, "infinitive", stance))
    if "gerund" in frames:
        for deed in parse.children(token, "xcomp", "dobj"):
            if deed.i > token.i and "VBG" in (deed.tag, parse.subtree(deed)[0].tag) and deed.pos in ("VERB", "AUX"):
                found.append(_span(analysis, deed, cue, "infinitive", frames["gerund"]))
    if "plea" in frames:
        found += [_span(analysis, t, cue, "object", _plea(parse, t)) for t in parse.children(token, "acomp", "oprd")]
    under = tuple(_prepositional(analysis, cue)) if any(f.endswith(":prep") for f in frames) else ()
    if not any(found) and (not under or parse.child(token, "dobj") is None):
        found += _objects(analysis, cue, persons)
        under = () if cue.passive and any(found) else under  # "was rejected by the union as an insult"
    if "naming" in frames and not cue.passive and not any(found):
        found.append(_named(analysis, cue))
    return tuple(c for c in (*found, *(c for c, _ in under)) if c is not None)


def _clauses(parse: Parse, token: Token) -> tuple[Token, ...]:
    """The clauses that may be what a cue says."""
    made = made_known(parse, token)
    if made is None:
        heard = parse.child(token, "dobj") if token.lemma.lower() in cue_words("addressing") else None
        hung = parse.children(heard, "acl") if heard is not None else ()  # "assured residents that ...", hung on the residents
        return (
            *parse.children(parse.head(token) if token.pos == "ADJ" else token, "ccomp"),
            *(parse.children(token, "ccomp") if token.pos == "ADJ" else ()),
            *(c for c in hung if any(m.lower == "that" for m in parse.children(c, "mark")) and parse.child(c, *SUBJECTS)),
        )
    under = (*parse.children(token, "ccomp"), *parse.children(made, "ccomp", "advcl"))
    return tuple(c for c in under if c.i > made.i and any(m.lower == "that" for m in parse.children(c, "mark")))


def _plea(parse: Parse, complement: Token) -> str:
    return "deny" if parse.child(complement, "neg") is not None else "confirm"


def _objects(analysis: Analysis, cue: Cue, persons: frozenset[int]) -> Iterator[Content | None]:
    """What a cue has for an object; of a passive with its speaker, the subject: "the claim was denied by the army"."""
    parse, token = analysis.parse, cue.token
    stance = _object_stance(parse, cue)
    if stance is None:
        return
    if cue.passive:
        subject = parse.child(token, "nsubjpass") if cue.speaker is not None else None
        if subject is not None and subject.pos in ("NOUN", "PROPN") and subject.i not in persons:
            run = parse.subtree(subject)
            yield trim(analysis, run[0].start, run[-1].end, "object", stance)
        return
    for thing in parse.children(token, "dobj"):
        removed = stance == "deny" and thing.i in persons
        if thing.i > token.i and token.lemma == "put":
            run = parse.subtree(token)
            yield trim(analysis, parse.subtree(thing)[0].start, run[-1].end, "object", stance)
        elif thing.i > token.i and thing.pos in ("NOUN", "PROPN") and not removed:
            yield _span(analysis, thing, cue, "object", stance)


def _object_stance(parse: Parse, cue: Cue) -> str | None:
    """What a cue does with its object: any (frame "object"), one behind a particle ("ruled out"), or one that makes it speech ("claimed victory")."""
    token = cue.token
    for particle in parse.children(token, "prt", "advmod"):
        if 0 < particle.i - token.i <= 2 and f"{particle.lower}:prt" in cue.frames:
            return cue.frames[f"{particle.lower}:prt"]
    spoken = cue_words("spoken").get(token.lemma.lower(), {})
    thing = parse.child(token, "nsubjpass" if cue.passive else "dobj")
    if spoken and thing is not None and thing.lemma.lower() in spoken:
        return spoken[thing.lemma.lower()]
    return cue.frames.get("object")


def _infinitive(analysis: Analysis, clause: Token, cue: Cue, stance: str) -> Content | None:
    """What is to be done, with "not" or "never" before it and, of a demand, with whom it is demanded of: "urged | the army to leave"."""
    parse, token = analysis.parse, cue.token
    plain = _span(analysis, clause, cue, "infinitive", stance)
    if plain is None or clause.i < token.i:
        return plain
    first = parse.subtree(clause)[0]
    while first.i > token.i + 1 and parse.tokens[first.i - 1].dep in ("neg", "advmod"):
        first = parse.tokens[first.i - 1]
    who = _asked(parse, cue) if stance == "demand" and not cue.passive else None
    if who is not None and token.i < who.i < first.i:
        first = parse.subtree(who)[0]
    return trim(analysis, min(first.start, plain.start), plain.end, "infinitive", stance) if first.i > token.i else plain


def _asked(parse: Parse, cue: Cue) -> Token | None:
    """Who is to do what is demanded: "urged the army", "called on him"."""
    on = next((p for p in parse.children(cue.token, "prep") if p.lower in ("on", "upon") and p.i == cue.token.i + 1), None)
    return parse.child(on, "pobj") if on is not None else parse.child(cue.token, "dobj", "dative")


def _prepositional(analysis: Analysis, cue: Cue) -> Iterator[tuple[Content, Token]]:
    """Phrases of the prepositions a cue takes, each with its preposition; with the thing it is said of: "accused | the army of theft"."""
    parse, token = analysis.parse, cue.token
    things = tuple(t for t in parse.children(token, "dobj") if t.i > token.i)
    if cue.passive and cue.speaker is not None and cue.speaker.i > token.i:
        things = (cue.speaker,)  # "accused by prosecutors of theft"
    behind = next((t.lower for t in parse.children(token, "prt", "advmod") if t.i == token.i + 1), "")
    preps = [(p, p) for host in (token, *things) for p in parse.children(host, "prep") if _is_filled(parse, p)]
    for clause in parse.children(token, "advcl"):  # "dismissed the claim as made up"
        bare = parse.child(clause, "nsubj", "aux") is None
        preps += [(m, clause) for m in parse.children(clause, "mark") if m.lower == "as" and bare]
    for prep, phrase in preps:
        stance = cue.frames.get(f"{prep.lower}:prep") or cue.frames.get(f"{behind}-{prep.lower}:prep", "")
        told = parse.child(prep, "pcomp")
        if not stance or prep.i < token.i or (told is not None and told.lemma == "say"):
            continue
        run = parse.subtree(phrase)
        content = trim(analysis, run[0].start, run[-1].end, "prepositional", stance)
        before = next((t for t in things if t.i < prep.i), None)
        if content is not None and before is not None and not cue.passive:
            content = trim(analysis, parse.subtree(before)[0].start, content.end, content.rule, stance)
        if content is not None:
            yield content, prep


def _is_filled(parse: Parse, prep: Token) -> bool:
    """Whether a preposition has what it stands before: "as a threat", "as historic"."""
    return parse.child(prep, "pobj", "pcomp", *(("amod", "acomp") if prep.lower == "as" else ())) is not None


def _named(analysis: Analysis, cue: Cue) -> Content | None:
    """ "called the plan a mistake", "labelled it unsafe": what is called and what it is called, as one span."""
    parse, token = analysis.parse, cue.token
    thing = next((t for t in parse.children(token, "dobj") if t.i > token.i), None)
    if thing is not None:
        called = (t for t in parse.children(token, "oprd", "advmod") if t.i > thing.i)
        name = next((t for t in called if t.pos in ("ADJ", "NOUN", "VERB")), None)
        if name is None:
            return None
        run = parse.tokens[parse.subtree(thing)[0].i : parse.subtree(name)[-1].i + 1]
    else:
        called = (t for t in parse.children(token, "ccomp", "advmod") if t.i > token.i and t.pos in ("ADJ", "NOUN"))
        clause = next(called, None)
        # "ruled the sale unlawful", where the parser makes the sale part of a compound
        whole = clause is not None and clause.dep == "advmod" and parse.child(clause, "det") is not None
        if clause is None or (
            parse.child(clause, "nsubj") is None and not (whole and parse.child(clause, "compound") is not None)
        ):
            return None
        run = parse.subtree(clause)
    return trim(analysis, max(run[0].start, token.end), run[-1].end, "naming", cue.frames["naming"])


def _is_told(analysis: Analysis, cue: Cue, clause: Token) -> bool:
    """Whether a clause states something: a verb of belief or finding needs a finite one ("found that", not "found him asleep")."""
    if cue.token.lemma.lower() not in cue_words("mental"):
        return True
    helpers = analysis.parse.children(clause, "aux", "auxpass", "cop")
    return clause.tag in ("VBD", "VBZ", "VBP") or any(h.tag in ("VBD", "VBZ", "VBP", "MD") for h in helpers)


def _names(parse: Parse, cue: Cue, clause: Token) -> bool:
    """Whether a clause behind a cue only goes on about the speaker: "said a worker surnamed Roe"."""
    speaker = cue.speaker
    return speaker is not None and clause.i > cue.token.i and speaker.i > cue.token.i and speaker.head == clause.i


def _may_precede(cue: Cue, clause: Token) -> bool:
    if cue.speaker is not None and cue.speaker.i < clause.i < cue.token.i:
        return False  # "Jane Roe, whose son was hurt, said"
    return "quote" in cue.frames and clause.pos in ("VERB", "AUX", "NOUN", "ADJ", "PROPN", "PRON", "ADV", "INTJ")


def _span(analysis: Analysis, head: Token, cue: Cue, rule: str, stance: str) -> Content | None:
    """The run of text under a head, on its own side of the cue and without the cue's other parts."""
    parse = analysis.parse
    run = parse.subtree(head)
    if rule == "clause" and head.i > cue.token.i:
        split = _split_subject(analysis, cue, head)
        if split is not None:
            return trim(analysis, parse.subtree(split)[0].start, run[-1].end, "parenthetical", stance)
    if head.i > cue.token.i:
        run = tuple(t for t in run if t.i > cue.token.i)
        run = run[_dated(analysis, run) :] if rule == "clause" and run and run[0].i == cue.token.i + 1 else run
        run = run[_heard(parse, cue, run) :]
        last_subject = max((t.i for t in run if cue.speaker is not None and t.i == cue.speaker.i), default=-1)
        run = tuple(t for t in run if t.i > last_subject)
    else:
        behind = cue.speaker is not None and cue.speaker.i > head.i
        edge = min(cue.first.i, _phrase_start(analysis, cue.speaker) if behind and cue.speaker is not None else cue.first.i)
        edge = min(edge, cue.edge.i) if cue.edge is not None else edge
        run = tuple(t for t in run if t.i < edge)
    return trim(analysis, run[0].start, run[-1].end, rule, stance) if run else None


def _heard(parse: Parse, cue: Cue, run: tuple[Token, ...]) -> int:
    """1 where a clause begins with whom it is told to, which the parser takes for a part of its subject: "told jurors | Jane Roe had"."""
    if cue.token.lemma != "tell" or len(run) < 3 or run[0].i != cue.token.i + 1 or run[0].dep != "compound":
        return 0
    return int(run[0].tag == "NNS" and parse.head(run[0]).pos == "PROPN")


def _dated(analysis: Analysis, run: tuple[Token, ...]) -> int:
    """How many words at a clause's head tell when it was said: "said on Monday | it would close", "said Monday | the road was shut"."""
    day = next((d for d in analysis.dates if run[0].start <= d.start <= run[0].end + 1), None)
    if day is None or (day.start > run[0].start and run[0].pos != "ADP"):
        return 0
    behind = next((n for n, t in enumerate(run) if t.start >= day.end), 0)
    opens = behind and (
        run[behind].pos in ("PRON", "DET", "PROPN") or run[behind].tag in ("NNS", "PRP$", "EX") or run[behind].lower == "that"
    )
    return behind if opens else 0


def _before_speaker(analysis: Analysis, cue: Cue) -> Content | None:
    """ "He was in stable condition, his wife told reporters": a sentence that the parser sets beside the cue, not under it."""
    parse, token = analysis.parse, cue.token
    if cue.speaker is None or "quote" not in cue.frames or cue.speaker.i > token.i or token.tag not in ("VBD", "VBZ"):
        return None
    first = cue.edge.i if cue.edge is not None else parse.subtree(cue.speaker)[0].i
    sentence = parse.sentence_of(token)
    before = parse.tokens[sentence.first : max(sentence.first, first - 1)]
    beside = token.dep in ("conj", "ROOT", "advcl", "parataxis") and (cue.edge is not None or token.dep == "conj")
    if not beside or first <= sentence.first or parse.tokens[first - 1].text != "," or len(before) < 4:
        return None
    said = parse.child(token, "dobj", "ccomp", "xcomp")
    heard = said is not None and (said.pos == "PROPN" or said.lemma.lower() in cue_words("hearer"))
    told = said is not None and (said.i < token.i or not heard)
    joined = any(t.dep == "cc" and t.i == first - 2 for t in before)
    if told or joined or not any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in before):
        return None
    return trim(analysis, before[0].start, before[-1].end, "clause", cue.frames.get("clause", "state"))


def _in_letter(analysis: Analysis, cue: Cue) -> Content | None:
    """ "said in a letter that troops had left": the parser hangs what is said on the letter."""
    parse = analysis.parse
    for prep in parse.children(cue.token, "prep"):
        for thing in (t for t in parse.subtree(prep) if t.pos == "NOUN" and t.i > prep.i):
            for clause in parse.children(thing, "relcl", "acl"):
                run = parse.subtree(clause)
                whole = parse.child(clause, "nsubj", "nsubjpass") is not None and run[0].lower == "that"
                # "a letter that troops had written" has no other object
                full = len(parse.children(clause, "dobj", "attr", "acomp", "prep")) > 1 or run[0].tag == "IN"
                if whole and full and cue.speaker is not None:
                    return trim(analysis, run[0].start, run[-1].end, "clause", cue.frames.get("clause", "state"))
    return None


def _phrase_start(analysis: Analysis, speaker: Token) -> int:
    """The first token of a speaker's name."""
    start = speaker.i
    while start and analysis.parse.tokens[start - 1].pos == "PROPN" and analysis.parse.tokens[start - 1].dep == "compound":
        start -= 1
    return start


def _split_subject(analysis: Analysis, cue: Cue, clause: Token) -> Token | None:
    """The subject of a clause that the parser gave to the cue set into it: "Three people, police said, were hurt"."""
    parse = analysis.parse
    subjects = [t for t in parse.children(cue.token, *SUBJECTS) if t.i < cue.token.i]
    if len(subjects) < 2 or cue.speaker is None or parse.child(clause, *SUBJECTS) is not None:
        return None
    behind = parse.tokens[parse.subtree(subjects[-2])[-1].i + 1]
    return subjects[-2] if behind.text in _DASHES else None


def _parenthetical(analysis: Analysis, cue: Cue) -> Content | None:
    """ "The road, officials said, is closed": the clause that a cue without a complement is set into."""
    token, parse = cue.token, analysis.parse
    if token.dep not in ("parataxis", "ccomp", "advcl") or cue.speaker is None or "quote" not in cue.frames:
        return None
    host = parse.head(token)
    if parse.child(token, "dobj") is not None and token.lemma != "tell":
        return None  # "As Roe describes the town, ..."
    if host.dep in ("aux", "auxpass"):  # "The men, police said, were armed"
        host = parse.head(host)
    as_clause = any(c.lower == "as" for c in parse.children(token, "mark", "advmod"))
    if host.pos not in ("VERB", "AUX") or (token.dep == "advcl") != as_clause:
        return None
    if {"clause", "naming"} & cue_words("verb").get(host.lemma.lower(), {}).keys() and parse.child(host, "ccomp") in (
        None,
        token,
    ):
        return None  # "..., she added": the host is a cue itself
    run, own = parse.subtree(host), parse.subtree(token)
    set_off = own[0].text in _DASHES or own[0].i == run[0].i or parse.tokens[own[0].i - 1].text in _DASHES
    if len(own) > 25 or not set_off:
        return None
    before, after = [t for t in run if t.i < own[0].i], [t for t in run if t.i > own[-1].i]
    before_words = [t for t in before if t.pos not in ("PUNCT", "CCONJ")]
    after_words = [t for t in after if t.pos != "PUNCT"]
    if not before_words and not after_words:
        return None
    chosen = run if before_words and after_words else before if before_words else after
    return trim(analysis, chosen[0].start, chosen[-1].end, "parenthetical", cue.frames.get("clause", "state"))
