"""Attributions without a cue verb: "according to", nouns of saying, and answers to a question that the text repeats."""

from collections.abc import Iterator, Mapping

from flows.core.annotations import Analysis
from flows.core.parse import Parse, Token
from flows.stages.statement_cues import Cue, cue_words, speaker_of
from flows.stages.statement_phrases import phrase
from flows.stages.statement_spans import Content, trim

_ATTRIBUTING = frozenset({"according", "word", "words", "put", "puts"})
_FRAMES = {"clause": "state", "quote": "state"}


def find_according(analysis: Analysis) -> Iterator[tuple[Content, Cue]]:
    """ "according to X", "in the words of X", "as X put it": the clause it stands in, and the words as a cue."""
    parse = analysis.parse
    for token in parse.tokens:
        words = _attribution(parse, token) if token.lower in _ATTRIBUTING else None
        if words is None:
            continue
        first, last, who, end = words
        run = _around(parse, token)
        before = [t for t in run if t.i < first.i]
        after = [t for t in run if t.start >= end]
        words_after = [t for t in after if t.pos != "PUNCT"]
        words_before = [t for t in before if t.pos not in ("PUNCT", "CCONJ", "SCONJ")]
        # "The men were, according to police, armed"
        completed = any(t.dep in ("acomp", "attr", "dobj", "xcomp", "ccomp") and t.head < first.i for t in words_after)
        chosen = run if words_before and (len(words_after) > 2 or completed) else before if words_before else after
        if not chosen:
            continue
        chosen = _without_source(parse, token, chosen) if chosen is after else chosen
        content = trim(analysis, chosen[0].start, chosen[-1].end, "according_to", "state")
        if content is not None:
            yield content, Cue(token, first, _FRAMES, who, last=last)


def _attribution(parse: Parse, token: Token) -> tuple[Token, Token, Token, int] | None:
    """Of "according to X", "in X's words" and "as X put it": first and last word, who it names, where it ends; None where a token makes none."""
    if token.lower == "according" and token.i + 1 < len(parse.tokens) and parse.tokens[token.i + 1].lower == "to":
        to = parse.tokens[token.i + 1]
        who = parse.child(to, "pobj") or parse.child(token, "pobj")
        source = who is not None and who.lemma.lower() not in cue_words("measure")  # not "according to size"
        return (token, to, who, _end_of_source(parse, who)) if who is not None and source else None
    above = parse.head(token)
    if token.lower in ("words", "word") and token.dep == "pobj" and above.lower == "in" and _is_set_off(parse, above):
        of = next((p for p in parse.children(token, "prep") if p.lower == "of"), None)
        who = parse.child(of, "pobj") if of is not None else parse.child(token, "poss")
        if who is None or who.pos not in ("NOUN", "PROPN", "PRON"):
            return None
        last = of if of is not None else token
        return above, last, who, max(_end_of_source(parse, who), last.end)
    if token.lemma == "put" and token.dep == "advcl" and any(m.lower == "as" for m in parse.children(token, "mark")):
        it, who = parse.child(token, "dobj"), parse.child(token, "nsubj")
        if it is not None and it.lower in ("it", "this", "that") and who is not None and parse.subtree(token)[-1].i == it.i:
            return parse.subtree(token)[0], it, who, it.end
    return None


def _is_set_off(parse: Parse, token: Token) -> bool:
    return token.i == parse.sentence_of(token).first or parse.tokens[token.i - 1].pos in ("PUNCT", "CCONJ")


def _end_of_source(parse: Parse, who: Token) -> int:
    """Where the words for a source end: behind an apposition or relative clause only where a comma or the sentence's end closes it."""
    end = phrase(parse, who)[1]
    hosts = (who, *parse.children(who, "appos"))
    for further in (t for host in hosts for t in parse.children(host, "appos", "relcl", "acl")):
        last = parse.subtree(further)[-1]
        after = parse.tokens[last.i + 1] if last.i + 1 < len(parse.tokens) else None
        # "according to Roe, the head of the agency (RW) is ill": a bracket closes no apposition before a verb
        bracket = last.text == ")" and after is not None and after.pos not in ("VERB", "AUX")
        closed = last.text == "," or bracket or after is None or after.text in (",", ".", ";", ")")
        if closed and last.end > end:
            end = last.end
    return end


def _without_source(parse: Parse, token: Token, after: list[Token]) -> list[Token]:
    """What is said without a description of the source in front: "according to Roe (RW), | a group in Olvar, the dam broke"."""
    verb = next((t for t in parse.ancestors(token) if t.pos in ("VERB", "AUX")), None)
    subjects = [t for t in parse.children(verb, "nsubj", "nsubjpass") if t in after] if verb is not None else []
    ends = parse.subtree(subjects[0])[-1].i + 1 if len(subjects) > 1 else 0
    return [t for t in after if t.i >= ends] if ends and parse.tokens[ends].text == "," else after


def _around(parse: Parse, token: Token) -> tuple[Token, ...]:
    """The clause a phrase belongs to: that of the nearest verb above it, the sentence where there is none."""
    verb = next((t for t in parse.ancestors(token) if t.pos in ("VERB", "AUX")), None)
    if verb is None or verb.dep in ("ROOT", "acl", "relcl", "xcomp"):
        return parse.tokens_of(parse.sentence_of(token))
    return parse.subtree(verb)


def find_noun_cues(analysis: Analysis) -> Iterator[tuple[Content, Token, Token]]:
    """ "the mayor's claim that ...", "her call for calm": what is said, the noun and the speaker's head (see `_holder`)."""
    parse, words = analysis.parse, cue_words("noun")
    for token in parse.tokens:
        frames = words.get(token.lemma.lower())
        if frames is None or token.pos != "NOUN":
            continue
        who = _holder(parse, token)
        if who is None or who.lower in ("my", "our", "your", "i", "we", "you"):
            continue
        made = _made(parse, token)
        below = parse.children(made, "ccomp") if made is not None else ()
        verb = parse.head(token)
        if token.dep == "nsubj" and verb.lemma == "be":  # "his forecast is that ..."
            below = parse.children(verb, "ccomp")
        for under in (*parse.children(token, "acl", "ccomp", "relcl", "advcl", "prep"), *below):
            stance = _noun_stance(parse, frames, token, under)
            run = parse.subtree(under)
            content = trim(analysis, run[0].start, run[-1].end, "noun", stance) if stance else None
            if content is not None and not run[0].i <= who.i <= run[-1].i:
                yield content, token, who


def _noun_stance(parse: Parse, frames: Mapping[str, str], noun: Token, under: Token) -> str | None:
    """What is done by what stands under a noun of saying; None where nothing is said there."""
    if under.i < noun.i:
        return None
    if under.dep == "prep":
        return frames.get(f"{under.lower}:prep") if under.i == noun.i + 1 else None
    marks = {c.lower for c in parse.children(under, "mark", "aux")}
    frame = "clause" if "that" in marks else "infinitive" if "to" in marks else ""
    return frames.get(frame) if under.dep != "advcl" or "for" in marks else None


def _made(parse: Parse, noun: Token) -> Token | None:
    """The participle that tells whose a noun of saying is: "claims made by the mayor that ..."."""
    return next((t for t in parse.children(noun, "acl") if t.tag == "VBN" and parse.child(t, "agent") is not None), None)


def _holder(parse: Parse, noun: Token) -> Token | None:
    """Whose saying a noun tells: the possessor's, "by X", "from X", or the subject's of a verb that brings it forth ("made a promise")."""
    possessor = parse.child(noun, "poss")
    if possessor is not None and possessor.tag == "WP$":  # "Jane Roe, whose call for peace ..."
        clause = next((t for t in parse.ancestors(noun) if t.dep == "relcl"), None)
        return parse.head(clause) if clause is not None else None
    head = parse.head(noun)
    borne = noun.dep in ("dobj", "attr") and head.pos == "VERB" and head.lemma.lower() in cue_words("bearer")
    if possessor is not None and possessor.tag == "PRP$" and borne:  # "the union repeated its call for"
        subject = speaker_of(parse, head)
        inanimate = subject is None or subject.lemma.lower() in {*cue_words("noun"), *cue_words("text")}
        return possessor if inanimate else subject
    if possessor is not None:
        return possessor
    if any(d.lower == "no" for d in parse.children(noun, "det")):
        return None
    made = _made(parse, noun)
    if made is not None:
        return speaker_of(parse, made, passive=True)
    makers = ("by", "from") if "of:prep" in cue_words("noun")[noun.lemma.lower()] else ("by", "from", "of")
    for prep in parse.children(noun, "prep"):
        if prep.lower in makers:
            return parse.child(prep, "pobj")
    return speaker_of(parse, head) if borne else None


def find_answers(analysis: Analysis) -> Iterator[tuple[Content, Token, Token, Token | None]]:
    """ "Asked whether S, she nodded": S as confirmed or denied, the answer's word, who answered, and who asked."""
    parse = analysis.parse
    answers = cue_words("answer")
    for token in parse.tokens:
        if token.lemma.lower() != "ask" or token.tag != "VBN":
            continue
        clause = next(
            (
                c
                for c in parse.children(token, "ccomp", "advcl")
                if {"if", "whether"} & {m.lower for m in parse.children(c, "mark")}
            ),
            None,
        )
        if clause is None:
            continue
        reply = next(
            (t for t in parse.tokens_of(parse.sentence_of(token)) if t.lemma.lower() in answers and t.i > clause.i), None
        )
        if reply is None or parse.child(parse.head(reply), "neg") is not None or parse.child(reply, "neg") is not None:
            continue
        verb = next((t for t in parse.ancestors(token) if t.pos == "VERB"), parse.head(token))
        who = parse.child(token, "nsubjpass") or parse.child(verb, "nsubj")
        run = [t for t in parse.subtree(clause) if t.lower not in ("if", "whether") or t.i > clause.i]
        content = (
            trim(analysis, run[0].start, run[-1].end, "answer", next(iter(answers[reply.lemma.lower()].values())))
            if run
            else None
        )
        agent = parse.child(token, "agent")
        if content is not None and who is not None:
            yield content, reply, who, parse.child(agent, "pobj") if agent else None
