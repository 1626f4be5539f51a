"""What a cue verb says by its object, by a phrase with a preposition, by what it calls a thing, or by a plea."""

from collections.abc import Iterator

from flows.core.annotations import Analysis
from flows.core.parse import Parse, Token
from flows.stages.statement_cues import Cue, cue_words, misread_subject
from flows.stages.statement_spans import Content, span_under, trim


def plea(parse: Parse, complement: Token) -> str:
    """What a plea does: "guilty" confirms, "not guilty" denies."""
    return "deny" if parse.child(complement, "neg") is not None else "confirm"


def objects_of(analysis: Analysis, cue: Cue, persons: frozenset[int]) -> Iterator[Content | None]:
    """What a cue has for an object; of a passive with its speaker, the subject: "the claim was denied by the army"."""
    parse, token = analysis.parse, cue.token
    stance = _object_stance(parse, cue)
    if stance is None:
        return
    if cue.passive:
        told = stance != "state" or token.lemma in ("announce", "report")  # not "is explained by the weather"
        subject = parse.child(token, "nsubjpass") if cue.speaker is not None and told else None
        if subject is not None and subject.pos in ("NOUN", "PROPN") and subject.i not in persons:
            run = parse.subtree(subject)
            yield trim(analysis, run[0].start, run[-1].end, "object", stance)
        return
    for thing in parse.children(token, "dobj"):
        removed = stance == "deny" and thing.i in persons
        if thing.i > token.i and token.lemma == "put":
            run = parse.subtree(token)
            yield trim(analysis, parse.subtree(thing)[0].start, run[-1].end, "object", stance)
        elif thing.i > token.i and thing.pos in ("NOUN", "PROPN") and not removed and thing != cue.speaker:
            yield span_under(analysis, thing, cue, "object", stance)
        elif thing.i == token.i + 1 and thing.lower in ("it", "this", "that") and stance in ("deny", "confirm"):
            subject = parse.child(token, "nsubj")  # "He denies it" is the least that tells what he does
            first = parse.subtree(subject)[0] if subject is not None and subject.tag not in ("WP", "WDT") else cue.first
            yield trim(analysis, first.start, thing.end, "parenthetical", stance)


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


def prepositional(analysis: Analysis, cue: Cue) -> Iterator[tuple[Content, Token]]:
    """Phrases of the prepositions a cue takes, each with its preposition; with the thing it is said of: "accused | the army of theft"."""
    parse, token = analysis.parse, cue.token
    things = tuple(t for t in parse.children(token, "dobj") if t.i > token.i)
    if misread_subject(parse, token) is not None:
        things = (parse.head(token),)
    if cue.passive and cue.speaker is not None and cue.speaker.i > token.i:
        things = (cue.speaker,)  # "accused by prosecutors of theft"
    behind = next((t.lower for t in parse.children(token, "prt", "advmod") if t.i == token.i + 1), "")
    # "warned in April of floods": the parser hangs one phrase on the other
    between = tuple(t for p in parse.children(token, "prep") if p.lower in ("in", "on") for t in parse.children(p, "pobj"))
    between = tuple(t for t in between if t.pos == "PROPN" or t.lemma.lower() in {*cue_words("text"), *cue_words("noun")})
    hosts = (token, *things, *between) if token.lemma != "tell" else (token,)
    preps = [(p, p) for host in hosts for p in parse.children(host, "prep") if _is_filled(parse, p)]
    for clause in parse.children(token, "advcl"):  # "dismissed the claim as made up"
        bare = parse.child(clause, "nsubj", "aux") is None
        preps += [(m, clause) for m in parse.children(clause, "mark") if m.lower == "as" and bare]
    # "accused the head | of the bank of theft": the phrase that comes last is what the cue takes
    preps = [(p, c) for p, c in preps if p.head == token.i or all(q.i <= p.i or q.lower != p.lower for q, _ in preps)]
    for prep, phrase in preps:
        stance = cue.frames.get(f"{prep.lower}:prep") or cue.frames.get(f"{behind}-{prep.lower}:prep", "")
        told = parse.child(prep, "pcomp")
        if not stance or prep.i < token.i or (told is not None and told.lemma == "say"):
            continue
        run = parse.subtree(phrase)
        content = trim(analysis, run[0].start, run[-1].end, "prepositional", stance)
        before = next((t for t in things if t.i < prep.i), None)
        if content is not None and before is not None and not cue.passive:
            last = content.end if things[0].i < prep.i and before.dep != "appos" else parse.subtree(before)[-1].end
            content = trim(analysis, max(token.end, parse.subtree(before)[0].start), last, content.rule, stance)
        if content is not None:
            yield content, prep


def _is_filled(parse: Parse, prep: Token) -> bool:
    """Whether a preposition has what it stands before: "as a threat", "as historic"."""
    kinds = ("pobj", "pcomp", "amod", "acomp") if prep.lower == "as" else ("pobj", "pcomp")
    return any(t.i > prep.i for t in parse.children(prep, *kinds))


def named_by(analysis: Analysis, cue: Cue) -> Content | None:
    """ "called the plan a mistake", "labelled it unsafe": what is called and what it is called, as one span."""
    parse, token = analysis.parse, cue.token
    thing = next((t for t in parse.children(token, "dobj") if t.i > token.i or t.lower == "what"), None)
    told = token.dep == "acl" and any(m.lower == "that" for m in parse.children(token, "mark"))
    if parse.head(token).i < token.i and ((thing is None and token.dep == "relcl") or told):
        # "a claim the mayor called a lie", "a case that she called a lie", of which the parser makes an object
        name, thing = thing, parse.head(token)
        if name is not None:
            return trim(analysis, parse.subtree(name)[0].start, parse.subtree(name)[-1].end, "naming", cue.frames["naming"])
    if thing is not None:
        called = [t for t in parse.children(token, "oprd", "advmod") if t.i > max(thing.i, token.i)]
        # "branded the reply “a disgrace”", which the parser takes for an apposition
        called += [t for t in parse.children(thing, "appos") if parse.tokens[parse.subtree(t)[0].i - 1].text != ","]
        name = next((t for t in called if t.pos in ("ADJ", "NOUN", "VERB")), None)
        if name is None:
            return None
        first = thing if thing.i > token.i else parse.subtree(name)[0]  # "what he called a threat"
        run = parse.tokens[parse.subtree(first)[0].i : parse.subtree(name)[-1].i + 1]
    else:
        clauses = (t for t in parse.children(token, "ccomp", "advmod") if t.i > token.i and t.pos in ("ADJ", "NOUN"))
        clause = next(clauses, None)
        # "ruled the sale unlawful", where the parser makes the sale part of a compound
        whole = clause is not None and clause.dep == "advmod" and parse.child(clause, "det") is not None
        if clause is None or (
            parse.child(clause, "nsubj") is None and not (whole and parse.child(clause, "compound") is not None)
        ):
            return None
        run = parse.subtree(clause)
    return trim(analysis, max(run[0].start, token.end), run[-1].end, "naming", cue.frames["naming"])
