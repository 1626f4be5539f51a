"""What a cue verb says: the clause, infinitive, object or prepositional phrase under it, as one span of text."""

from flows.core.annotations import Analysis
from flows.core.parse import Parse, Token
from flows.stages.statement_cues import SUBJECTS, Cue, cue_words, made_known
from flows.stages.statement_objects import named_by, objects_of, plea, prepositional
from flows.stages.statement_spans import DASHES, Content, span_under, split_subject, trim


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
                (clause.i > token.i or _may_precede(parse, cue, clause))
                and _is_told(analysis, cue, clause)
                and not _names(parse, cue, clause)
            ):
                found.append(span_under(analysis, clause, cue, "clause", frames["clause"]))
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
                found.append(span_under(analysis, clause, cue, "infinitive", stance))
    if "gerund" in frames:
        for deed in (t for t in parse.children(token, "xcomp", "dobj") if t.lemma not in ("say", "tell", "think")):
            if deed.i > token.i and "VBG" in (deed.tag, parse.subtree(deed)[0].tag) and deed.pos in ("VERB", "AUX"):
                found.append(span_under(analysis, deed, cue, "infinitive", frames["gerund"]))
    if "plea" in frames:
        found += [span_under(analysis, t, cue, "object", plea(parse, t)) for t in parse.children(token, "acomp", "oprd")]
    under = tuple(prepositional(analysis, cue)) if any(f.endswith(":prep") for f in frames) else ()
    if not any(found) and (not under or parse.child(token, "dobj") is None):
        found += objects_of(analysis, cue, persons)
        under = () if cue.passive and any(found) else under  # "was rejected by the union as an insult"
    if "naming" in frames and not cue.passive and not any(found):
        found.append(named_by(analysis, cue))
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


def _infinitive(analysis: Analysis, clause: Token, cue: Cue, stance: str) -> Content | None:
    """What is to be done, with "not" or "never" before it and, of a demand, with whom it is demanded of: "urged | the army to leave"."""
    parse, token = analysis.parse, cue.token
    plain = span_under(analysis, clause, cue, "infinitive", stance)
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


def _may_precede(parse: Parse, cue: Cue, clause: Token) -> bool:
    if cue.speaker is not None and cue.speaker.i < clause.i < cue.token.i:
        return False  # "Jane Roe, whose son was hurt, said"
    opens = parse.subtree(cue.speaker)[0].i if cue.speaker is not None else 0
    if clause.i < opens <= cue.token.i and parse.tokens[opens - 1].text in (";", ":"):
        return False  # "They are split: some say ..."
    return "quote" in cue.frames and clause.pos in ("VERB", "AUX", "NOUN", "ADJ", "PROPN", "PRON", "ADV", "INTJ")


def _before_speaker(analysis: Analysis, cue: Cue) -> Content | None:
    """ "He was in stable condition, his wife told reporters": a sentence that the parser sets beside the cue, not under it."""
    parse, token = analysis.parse, cue.token
    if cue.speaker is None or "quote" not in cue.frames or cue.speaker.i > token.i or token.tag not in ("VBD", "VBZ"):
        return None
    first = cue.edge.i if cue.edge is not None else parse.subtree(cue.speaker)[0].i
    sentence = parse.sentence_of(token)
    before = parse.tokens[sentence.first : max(sentence.first, first - 1)]
    ends = token.i + 1 >= sentence.last - 1 and token.dep == "ROOT"  # "..., officials said."
    # "..., officials said on Friday, as more rain fell"
    ends = ends or (token.dep == "advcl" and token.head < token.i and parse.child(token, "mark", "advmod") is None)
    beside = ends or (token.dep in ("conj", "ROOT", "advcl", "parataxis") and (cue.edge is not None or token.dep == "conj"))
    if not beside or first <= sentence.first or parse.tokens[first - 1].text != "," or len(before) < 4:
        return None
    said = parse.child(token, "dobj", "ccomp", "xcomp")
    heard = said is not None and (said.pos == "PROPN" or said.lemma.lower() in cue_words("hearer"))
    told = said is not None and (said.i < token.i or not heard)
    joined = any(t.dep == "cc" and t.i == first - 2 for t in before)
    finite = ("VBD", "VBZ", "VBP", "MD", "VBN") if ends else ("VBD", "VBZ", "VBP", "MD")
    if told or joined or not any(t.tag in finite for t in before):
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


def _parenthetical(analysis: Analysis, cue: Cue) -> Content | None:
    """ "The road, officials said, is closed": the clause that a cue without a complement is set into."""
    token, parse = cue.token, analysis.parse
    told = "quote" in cue.frames or token.lemma.lower() in cue_words("mental")
    if token.dep not in ("parataxis", "ccomp", "advcl") or cue.speaker is None or not told:
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
    split = split_subject(analysis, cue, host)
    if split is not None:  # "The bank, Jane Roe argues, is safe", where the parser gives the bank to the cue
        return trim(analysis, parse.subtree(split)[0].start, run[-1].end, "parenthetical", cue.frames.get("clause", "state"))
    set_off = own[0].text in DASHES or own[0].i == run[0].i or parse.tokens[own[0].i - 1].text in DASHES
    if len(own) > 25 or not set_off:
        return None
    before, after = [t for t in run if t.i < own[0].i], [t for t in run if t.i > own[-1].i]
    before_words = [t for t in before if t.pos not in ("PUNCT", "CCONJ")]
    after_words = [t for t in after if t.pos != "PUNCT"]
    if not before_words and not after_words:
        return None
    chosen = run if before_words and after_words else before if before_words else after
    return trim(analysis, chosen[0].start, chosen[-1].end, "parenthetical", cue.frames.get("clause", "state"))
