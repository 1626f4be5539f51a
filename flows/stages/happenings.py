"""Happenings: which reports of one article tell the same event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flows.core.annotations import Entity
from flows.core.lexicons import read_yaml, words
from flows.core.reports import Participant, Report
from flows.stages.date_attachment import is_long_before

_OURS = ("our ", "my ")
"""Words before those a speaker means, whom the article has told already ("our colleagues")."""
_CORRECTED = 3
"""By how many times a toll may grow from one report of an article to the next."""
_NAMED = 5
"""Sentences within which "a cleric" of the lead is named."""
_LONG = 60
"""Days after which a day is no part of what began then."""
_REACH = 12
"""Sentences within which words for somebody vague may mean those told before."""
_WINDOW = 40
"""Happenings looked back at for each report: older ones are not told again in news, and an article stays linear."""


_Interval = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class _Telling:
    """What one report tells of its happening.

    Attributes:
        report: The report.
        cores: Entities or words it was done to.
        vague: Whether it tells those only vaguely.
        counts: Whether it tells of `one` or of `several`.
        numbers: How many it was done to.
        kind: What exactly happened, where the trigger says so (`kinds` of `happenings.yml`).
        place: Where.
        sure_place: Whether its own words tell the place.
        known: Whether it is told as known already.
        sentence: The sentence it stands in.
        section: The part of a round-up that it stands in.
    """

    report: Report
    cores: frozenset[object]
    vague: bool
    counts: frozenset[str]
    numbers: frozenset[float]
    kind: str | None
    place: Entity | None
    sure_place: bool
    known: bool
    sentence: int
    section: int

    @property
    def interval(self) -> _Interval:
        """Its first and last day."""
        return self.report.date_start, self.report.date_end

    @property
    def names_nobody(self) -> bool:
        """Whether none of those it was done to has a name."""
        return not any(isinstance(core, int) for core in self.cores)


@dataclass
class _Happening:
    """What the reports so far tell of one happening; see `_Telling`."""

    number: int
    modality: str
    edtf: str | None
    interval: _Interval
    place: Entity | None
    sure_place: bool
    cores: set[object]
    counts: frozenset[str]
    numbers: frozenset[float]
    vague: bool
    last_sentence: int
    kind: str | None
    unnamed: bool
    section: int

    @classmethod
    def begun(cls, number: int, told: _Telling) -> "_Happening":
        """The happening that a report is the first to tell."""
        return cls(
            number,
            told.report.modality,
            told.report.edtf,
            told.interval,
            told.place,
            told.sure_place,
            set(told.cores),
            told.counts,
            told.numbers,
            told.vague,
            told.sentence,
            told.kind,
            told.names_nobody,
            told.section,
        )

    def add(self, told: _Telling) -> None:
        """Take in what one more report tells."""
        self.cores |= told.cores
        self.numbers |= told.numbers
        self.vague = self.vague and told.vague
        self.counts = self.counts or told.counts
        self.kind = self.kind or told.kind
        self.unnamed = self.unnamed and told.names_nobody
        self.last_sentence = told.sentence
        if self.interval == (None, None):
            self.interval = told.interval
        if told.sure_place and not self.sure_place:
            self.place, self.sure_place = told.place, True


def family_of(event_type: str) -> str:
    """The types that may tell one happening, by one name."""
    return str(read_yaml("happenings")["families"].get(event_type, event_type))


def _core(report: Report, participants: Sequence[Participant], text: str) -> tuple[set[object], bool]:
    """What tells a happening from another: whom it was done to (or, of types without, who did it), and whether only vaguely."""
    roles = words("happenings", "core_roles")
    own = [p for p in participants if p.role in roles]
    if not own and report.event_type in read_yaml("happenings")["by_doer"]:
        own = [p for p in participants if p.role in ("actor", "authority") and p.entity is not None]
    keys: set[object] = set()
    vague = not own
    for p in own:
        if p.entity is not None:
            keys.add(p.entity)
        else:
            word = text[p.start : p.end].split()[-1].lower()
            head = word.rstrip("s")
            if head in read_yaml("happenings")["vague"] or text[p.start : p.end].lower().startswith(_OURS):
                vague = True
            else:
                keys.add(head)
            # one child is told as "a girl", "the baby" and "the infant"
            if word.rpartition("-")[2] in read_yaml("happenings")["one_child"]:
                keys.add("child")
    return keys, vague or not keys


def _counts(participants: Sequence[Participant], text: str) -> frozenset[str]:
    """Whether those it was done to are told as `one` or `several`: a lone man's charge is not his deputies'."""
    lexicon = read_yaml("happenings")
    own = [p for p in participants if p.role in lexicon["core_roles"] and p.entity_type == "person"]
    vaguely = tuple(lexicon["vaguely_many"])
    several = any((p.number or 0) > 1 or text[p.start : p.end].lower().startswith(vaguely) for p in own)
    several = several or len({p.start for p in own}) > 1
    single = len(own) == 1 and (own[0].entity is not None or own[0].number == 1 or _is_one(text, own[0]))
    return frozenset({"several"} if several else {"one"} if single else set())


def _numbers(participants: Sequence[Participant]) -> frozenset[float]:
    """How many it was done to, as told."""
    roles = words("happenings", "core_roles")
    return frozenset(p.number for p in participants if p.role in roles and p.number is not None)


def _far_apart(a: frozenset[float], b: frozenset[float]) -> bool:
    """Whether two tolls differ by more than news corrects: four are not the 60 of another day."""
    return max(min(a), min(b)) > _CORRECTED * min(max(a), max(b))


def _is_one(text: str, participant: Participant) -> bool:
    """Whether words that name nobody tell one person: "he", "a worker", not "people" or "the crowd"."""
    lexicon = read_yaml("happenings")
    said = text[participant.start : participant.end].lower()
    if said in lexicon["singular"]:
        return True
    before = text[max(0, participant.start - len(" an ")) : participant.start].lower().split()
    # "whose brother was killed" is one, as is "a brother"
    article = before[-1:] in (["a"], ["an"]) or said.split()[0] in lexicon["owners"]
    return article and not said.endswith("s") and said.rpartition(" ")[2] not in lexicon["many"]


def _modalities_fit(a: str, b: str) -> bool:
    return a == b or {a, b} == {"actual", "alleged"}


def _is_denial(happening: _Happening, told: _Telling) -> bool:
    """Whether a report denies what was told before of the same person or thing with a name."""
    standing = happening.modality in ("actual", "alleged") and told.report.modality == "denied"
    return standing and any(isinstance(core, int) for core in told.cores & happening.cores)


def _dates_fit(a: _Interval, b: _Interval) -> bool:
    if a == (None, None) or b == (None, None):
        return True
    if (a[1] is None) != (b[1] is None) and _starts_long_before(*((a, b) if a[1] is None else (b, a))):
        return False
    return (a[0] or "0") <= (b[1] or "9") and (b[0] or "0") <= (a[1] or "9")


def _starts_long_before(since: _Interval, day: _Interval) -> bool:
    """Whether what goes on "since 2017" is the toll of years, not what happened on a day of this week."""
    if since[0] is None or day[0] is None:
        return False
    return (date.fromisoformat(day[0]) - date.fromisoformat(since[0])).days > _LONG


def _is_of_years(edtf: str | None) -> bool:
    """Whether a date is all the time since a year or month ("since 2015"), of which what has no date is no part."""
    return edtf is not None and edtf.endswith("/..") and len(edtf) <= len("2015-01/..")


def _places_fit(a: Entity | None, b: Entity | None) -> bool:
    if a is None or b is None or a.key == b.key:
        return True
    if a.feature == "country" or b.feature == "country":
        return a.country is None or b.country is None or a.country == b.country
    if "admin1" in (a.feature, b.feature):
        return a.admin1 is None or b.admin1 is None or a.admin1 == b.admin1
    return False


def number_happenings(
    reports: Sequence[Report],
    participants: Sequence[Sequence[Participant]],
    sentences: Sequence[int],
    entities: Sequence[Entity],
    text: str,
    definite: Sequence[bool],
    headlined: Sequence[bool],
    joined: Sequence[int | None] = (),
    sections: Sequence[int] = (),
    published: str | None = None,
) -> tuple[int, ...]:
    """The happening of each report.

    Args:
        reports: Reports in reading order.
        participants: The participants of each.
        sentences: The sentence index of each.
        entities: The article's entities.
        text: The article's text.
        definite: Whether each is told as known already ("the unrest"): it may be a report of what was told in another modality.
        joined: The report, if any, whose verb each is coordinated with.
        sections: The part of a round-up that each stands in (`flows.stages.sections`).
        published: The day of publication, None if unknown.
        headlined: Whether each tells only briefly whom: in the title, where "ex-minister" has a name below, or before a noun ("the injured guard").

    Returns:
        One number a report, from 0 in order of first telling.
    """
    by_key = {e.key: e for e in entities}
    known: dict[str, list[_Happening]] = {}
    out: list[_Happening] = []
    count = 0
    for n, report in enumerate(reports):
        told = _read(
            report, participants[n], text, by_key, sentences[n], definite[n], headlined[n], sections[n] if sections else 0
        )
        pool = known.setdefault(family_of(report.event_type), [])
        beside = joined[n] if joined else None
        if beside is not None and beside < n:
            match: _Happening | None = out[beside]
        else:
            match = next((h for h in reversed(pool[-_WINDOW:]) if _is_told_again(h, told, published)), None)
        if match is None:
            match = _Happening.begun(count, told)
            pool.append(match)
            count += 1
        else:
            match.add(told)
        out.append(match)
    return tuple(h.number for h in out)


def _read(
    report: Report,
    own: Sequence[Participant],
    text: str,
    entities: Mapping[int, Entity],
    sentence: int,
    known: bool,
    brief: bool,
    section: int,
) -> _Telling:
    cores, vague = _core(report, own, text)
    # "soaring costs" are not the shares that fell
    brief = brief and not report.event_type.startswith("economy")
    return _Telling(
        report,
        frozenset(cores),
        vague or (brief and not any(p.entity is not None and p.entity_type == "person" for p in own)),
        _counts(own, text),
        _numbers(own),
        read_yaml("happenings")["kinds"].get(report.rule.partition("#")[0].rpartition(":")[2]),
        entities.get(report.place) if report.place is not None else None,
        # of what is known already the sentence may tell another place ("the wake of one hurt in the crash will be held in Ostra")
        report.place_method == "same_clause" or (report.place_method == "same_sentence" and not known),
        known,
        sentence,
        section,
    )


def _one_is_background(a: _Interval, b: _Interval, published: str | None) -> bool:
    """Whether only one of two has a day, and that long before the article ("in July last year a landslide killed 27 people")."""
    ends = [i[1] for i in (a, b) if i != (None, None)]
    return len(ends) == 1 and ends[0] is not None and published is not None and is_long_before(ends[0], published)


def _is_told_again(happening: _Happening, told: _Telling, published: str | None = None) -> bool:
    """Whether a report tells a happening once more: nothing speaks against it, and both are of the same or only vaguely told."""
    if told.section != happening.section and 0 not in (told.section, happening.section):
        return False
    if not _may_be(happening, told):
        return False
    cores, counts, numbers = told.cores, told.counts, told.numbers
    shared = bool(cores & happening.cores)
    # "14 teachers" abducted since January are not the two of Tuesday
    if shared and numbers and happening.numbers and not any(isinstance(c, int) for c in cores & happening.cores):
        shared = bool(numbers & happening.numbers) or not _far_apart(numbers, happening.numbers)
    if shared:
        return True
    harm = told.report.event_type.startswith(("conflict.", "life.", "disaster."))
    taken_up = told.known and told.interval == (None, None)
    if harm and not taken_up and _one_is_background(happening.interval, told.interval, published):
        return False
    if counts and happening.counts and counts != happening.counts:
        return False
    # of "41 people" killed the "two soldiers" told later are others
    apart = (cores or happening.cores) and not numbers & happening.numbers
    if numbers and happening.numbers and (apart or _far_apart(numbers, happening.numbers)):
        return False
    since = told.sentence - happening.last_sentence
    # "a cleric" has a name some sentences below
    alone = happening.unnamed and counts == happening.counts == {"one"} and since <= _NAMED
    named_now = alone and bool(cores) and all(isinstance(core, int) for core in cores)
    return named_now or ((told.vague or happening.vague) and since <= _REACH)


def _may_be(happening: _Happening, told: _Telling) -> bool:
    """Whether modality, date, kind and place of a report allow it to tell a happening."""
    report, denied = told.report, _is_denial(happening, told)
    if not told.known and not denied and not _modalities_fit(happening.modality, report.modality):
        return False
    # "who had reported on the protests, was beaten in August": the day is another clause's
    dated = (None, None) if told.known and report.date_method != "same_clause" else told.interval
    if not denied and not _dates_fit(happening.interval, dated):
        return False
    if told.kind and happening.kind and told.kind != happening.kind:
        return False
    tolled = report.event_type.startswith("life.") or report.event_type == "movement.displace"
    if tolled and _is_of_years(happening.edtf) != _is_of_years(report.edtf) and None in (happening.edtf, report.edtf):
        return False
    return not (told.sure_place and happening.sure_place) or _places_fit(told.place, happening.place)


def retell(reports: Sequence[Report], text: str) -> tuple[Report, ...]:
    """Reports with "the attack" of what was told as an explosion before as one more report of the explosion."""
    lexicon = read_yaml("happenings")
    first: dict[int, str] = {}
    out: list[Report] = []
    for report in reports:
        before = first.setdefault(report.happening, report.event_type)
        # "a spate of attacks" are others, "the attacks" those told before
        known = (
            not text[report.start : report.end].endswith("s") or text[max(0, report.start - 4) : report.start].lower() == "the "
        )
        bare = known and report.rule in lexicon["bare"] and before in lexicon["told_barely"]
        out.append(replace(report, event_type=before) if bare else report)
    return tuple(out)
