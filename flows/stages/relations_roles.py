"""Records of what the text calls somebody: the description as a phrase, and that it is said of a name."""

from dataclasses import dataclass, field, replace

from flows.core.annotations import Entity
from flows.core.parse import Token
from flows.stages.relations_index import Named
from flows.stages.relations_lexicon import Word


@dataclass(frozen=True, slots=True)
class Role:
    """A phrase that says what somebody is.

    Attributes:
        first: Index of its first token, determiner or owner included.
        title_first: First token of the title.
        title_last: One past the last token of the title.
        core: Index of the title's head word.
        last: One past the last token of the phrase, what it is of included.
        words: Readings of the title.
        status: current, former, acting, incoming; None if no word tells.
        opener: The determiner or possessive that opens it, lower case, empty if none.
        doubtful: Whether a word says that nobody holds it for sure ("potential", "no").
        plural: Whether it describes several.
        levelled: Whether the title has more words than its core ("interior minister").
        things: Organizations, groups and facilities it is of, nearest first.
        places: Places it is of, nearest first.
        persons: Persons it is of.
        country: Country that a nationality word in it tells.
        owned: Whether it is somebody's, known or not ("his deputy", "deputy of the minister").
        sure: How sure it is whose it is: below 1 where a reference tells.
    """

    first: int
    title_first: int
    title_last: int
    core: int
    last: int
    words: tuple[Word, ...]
    status: str | None = None
    opener: str = ""
    doubtful: bool = False
    plural: bool = False
    levelled: bool = False
    things: tuple[Entity, ...] = field(default=())
    places: tuple[Entity, ...] = field(default=())
    persons: tuple[Entity, ...] = field(default=())
    country: str | None = None
    owned: bool = False
    sure: float = 1.0

    def of(self, named: Named) -> "Role":
        """The same, also of an entity."""
        if named.entity.type == "person":
            return replace(self, persons=_also(self.persons, named.entity), owned=True)
        if named.entity.type == "place":
            return replace(self, places=_also(self.places, named.entity))
        return replace(self, things=_also(self.things, named.entity))

    @property
    def title_word(self) -> str:
        """The title of the lexicon it was found by."""
        return self.words[0].title

    def word(self, *kinds: str) -> Word | None:
        """Its reading as one of some kinds, if it has one."""
        return next((w for w in self.words if w.kind in kinds), None)


def _also(entities: tuple[Entity, ...], entity: Entity) -> tuple[Entity, ...]:
    return entities if entity in entities else (*entities, entity)


@dataclass(frozen=True, slots=True)
class Holding:
    """A description said of somebody.

    Attributes:
        role: The description.
        named: The words it is said of.
        rule: How the text says it.
        confidence: 0 to 1.
        first: First token of the words that say it.
        last: One past the last.
        status: What the verb tells of the office, None if nothing.
        verb: The verb that says it, None without one.
    """

    role: Role
    named: Named
    rule: str
    confidence: float
    first: int
    last: int
    status: str | None = None
    verb: Token | None = None
