"""Attributions without a cue verb: "according to", nouns of saying, and answers to a question that the text repeats."""

from collections.abc import Iterator

from flows.core.annotations import Analysis
from flows.core.parse import Parse, Token
from flows.stages.statement_contents import Content, trim
from flows.stages.statement_cues import cue_words, phrase


def find_according(analysis: Analysis) -> Iterator[tuple[Content, Token, int, int, Token | None]]:
    """ "according to X": the clause it stands in, the cue's token and code points, and the speaker's head."""
    parse = analysis.parse
    for token in parse.tokens:
        if token.lower != "according" or token.i + 1 >= len(parse.tokens) or parse.tokens[token.i + 1].lower != "to":
            continue
        to = parse.tokens[token.i + 1]
        who = parse.child(to, "pobj") or parse.child(token, "pobj")
        if who is None:
            continue
        run = _around(parse, token)
        end = _end_of_source(parse, who)
        before = [t for t in run if t.i < token.i]
        after = [t for t in run if t.start >= end]
        words_after = [t for t in after if t.pos != "PUNCT"]
        words_before = [t for t in before if t.pos not in ("PUNCT", "CCONJ", "SCONJ")]
        chosen = run if words_before and len(words_after) > 2 else before if words_before else after
        if not chosen:
            continue
        content = trim(analysis, chosen[0].start, chosen[-1].end, "according_to", "state")
        if content is not None:
            yield content, token, token.start, to.end, who


def _end_of_source(parse: Parse, who: Token) -> int:
    """Where the words for a source end: after an apposition only where a comma closes it too."""
    end = phrase(parse, who)[1]
    apposition = parse.child(who, "appos")
    if apposition is not None:
        last = parse.subtree(apposition)[-1]
        if last.i + 1 < len(parse.tokens) and parse.tokens[last.i + 1].text == ",":
            return last.end
    return end


def _around(parse: Parse, token: Token) -> tuple[Token, ...]:
    """The clause a phrase belongs to: that of the nearest verb above it, the sentence where there is none."""
    verb = next((t for t in parse.ancestors(token) if t.pos in ("VERB", "AUX")), None)
    if verb is None or verb.dep in ("ROOT", "acl", "relcl", "xcomp"):
        return parse.tokens_of(parse.sentence_of(token))
    return parse.subtree(verb)


def find_noun_cues(analysis: Analysis) -> Iterator[tuple[Content, Token, Token]]:
    """ "the mayor's claim that ...": the clause, the noun and the speaker's head (possessor, "by" phrase or light subject)."""
    parse, words = analysis.parse, cue_words("noun")
    for token in parse.tokens:
        frames = words.get(token.lemma.lower())
        if frames is None or token.pos != "NOUN":
            continue
        for clause in parse.children(token, "acl", "ccomp", "relcl"):
            marks = {c.lower for c in parse.children(clause, "mark", "aux")}
            if clause.i < token.i or not (
                ("clause" in frames and "that" in marks) or ("infinitive" in frames and "to" in marks)
            ):
                continue
            who = _holder(parse, token)
            run = parse.subtree(clause)
            content = trim(analysis, run[0].start, run[-1].end, "noun", next(iter(frames.values())))
            if who is not None and content is not None:
                yield content, token, who


def _holder(parse: Parse, noun: Token) -> Token | None:
    possessor = parse.child(noun, "poss")
    if possessor is not None:
        return possessor
    for prep in parse.children(noun, "prep"):
        if prep.lower in ("by", "from", "of"):
            return parse.child(prep, "pobj")
    head = parse.head(noun)
    if noun.dep in ("dobj", "attr") and head.pos == "VERB":
        return parse.child(head, "nsubj")
    return None


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
