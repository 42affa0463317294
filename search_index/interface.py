"""The one interface that every search engine serves, and the values that cross it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from search_index.errors import EmptyAudience
from search_index.query.tree import Node

FACET_FIELDS = (
    "topic",
    "country",
    "region",
    "organization",
    "language",
    "evidence",
    "income_level",
    "circumstance",
    "status",
    "kind",
    "year",
)
Sort = Literal["relevance", "newest", "oldest", "adoptions"]


@dataclass(frozen=True, slots=True)
class Audience:
    """The terms of which a note must carry one to exist for this reader, as `permissions.audience_terms` gives them.

    `hidden` notes do not exist for this reader either: the index may not have heard yet that they are for others now.
    Raises EmptyAudience when there is no term. `search_index.audience.audience_now` makes one for somebody who asks.
    """

    tokens: frozenset[str]
    hidden: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not self.tokens or not all(self.tokens):
            raise EmptyAudience("a search needs at least one audience term, none of them blank")


PUBLIC = Audience(frozenset({"public"}))


@dataclass(frozen=True, slots=True)
class Preference:
    """Notes that carry any of the values of a facet are preferred, by a positive weight beside other preferences."""

    facet: str
    values: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`query` is text as typed, or a tree made from `typed`. `filters`: any of the values within a field, all across fields.

    `languages` are the reader's, the likeliest first. With `collapse` translations of one another are one hit, shown in the
    first of these languages that the audience may read; totals and facets then count such sets, not notes.
    With `among` nothing is found or counted but these notes.
    What meets the preferences of `prefer` ranks higher by a bounded factor (weights.toml: context); it hides nothing.
    """

    query: str | Node
    audience: Audience
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    languages: tuple[str, ...] = ()
    highlight: bool = False
    collapse: bool = False
    among: frozenset[int] | None = None
    typed: str = ""
    prefer: tuple[Preference, ...] = ()


@dataclass(frozen=True, slots=True)
class Fragment:
    """A passage of one field as (text, is_match) pairs, in order; never HTML."""

    field: str
    pairs: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """`matched` is set when not the note itself but this translation of it matched; the fragments are from there.

    `topics` are those that the query also looks for (tree.AlsoTopic) and the note is tagged with, or with one below.
    """

    note_id: int
    score: float
    fragments: tuple[Fragment, ...] = ()
    matched: int | None = None
    topics: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """`total` and `facets` count what the audience may see; `took` is in milliseconds.

    `suggestion` is another spelling, looked for when hits were asked for and few were found.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, list[tuple[str, int]]]
    suggestion: str | None
    took: float
    generation: str


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note's Markdown by field name, in the order in which fragments should be looked for."""

    language: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What similar notes should be like: the text and topics of a note or of a draft.

    `topics` with their ancestors, as IndexDocument.facets has them; those that the index holds of the note `note_id`
    join them. The note itself and everything of its translation set are left out.
    """

    text: NoteText
    topics: tuple[str, ...] = ()
    note_id: int | None = None
    translation_set: str = ""


@dataclass(frozen=True, slots=True)
class SimilarHit:
    """`words`, as the text asked with writes them, and `topics` are what both share, the most telling first."""

    note_id: int
    score: float
    words: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


TextSource = Callable[[Sequence[int]], Mapping[int, NoteText]]


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """A note as the index sees it.

    `version` never falls from one state of the note to the next; `stamp` names the state (`states.stamp_of`).
    `audience` holds terms such as "public", "network", "org:3", "group:9", "member:5". `texts` maps field names
    (query.fields.TEXT_FIELDS) to plain text; `facets` maps FACET_FIELDS to values, topics with their ancestors.
    Translations of one another share a `translation_set`. `adoptions` counts the teams that took the note up, `worked`
    those of them whose outcome was better.
    """

    note_id: int
    version: int
    audience: frozenset[str]
    language: str
    title: str
    texts: Mapping[str, str] = field(default_factory=dict)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    day: date | None = None
    source_id: str | None = None
    translation_set: str = ""
    valid_until: date | None = None
    adoptions: int = 0
    worked: int = 0
    stamp: int = 0


@dataclass(frozen=True, slots=True)
class Upsert:
    document: IndexDocument


@dataclass(frozen=True, slots=True)
class Delete:
    note_id: int


Operation = Upsert | Delete
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Health:
    """`problem` is None while the index serves; `segments`, `deleted` (documents not yet purged) and `folder` help an operator.

    `is_suspect`: a search failed on it since it was last read through.
    """

    documents: int
    segments: int
    generation: str
    folder: str
    problem: str | None = None
    deleted: int = 0
    is_suspect: bool = False


class SearchEngine(Protocol):
    """Every method that reads raises SearchUnavailable when the index is missing or broken."""

    def search(self, request: SearchRequest, texts: TextSource | None = None) -> SearchResponse:
        """Fragments are filled when `request.highlight` and `texts` are given."""

    def similar(
        self, like: Likeness, audience: Audience, *, languages: tuple[str, ...] = (), limit: int = 5
    ) -> tuple[SimilarHit, ...]:
        """Notes like a note or a draft, weighed by nothing but notes that the audience may see.

        Of translations of one another the one in the first of `languages` is given, once.
        """

    def suggest(self, text: str, audience: Audience, languages: tuple[str, ...] = ()) -> str | None:
        """The text with misspelt words replaced by words of notes this audience may see, or None."""

    def apply(self, operations: Iterable[Operation]) -> None:
        """Write a batch and make it searchable. The last operation on a note counts; older versions change nothing."""

    def rebuild(
        self,
        documents: Iterable[IndexDocument],
        progress: Progress | None = None,
        catch_up: Callable[[], Iterable[list[Operation]]] | None = None,
    ) -> int:
        """Build anew beside the serving index, then switch. Returns how many documents were written.

        `progress` is told their number so far. Batches from `catch_up` are applied last before the switch.
        """

    def versions(self, notes: Collection[int] | None = None) -> Mapping[int, int]:
        """Version by note id of what is in the index of these notes, or of all."""

    def stamps(self) -> Mapping[int, int]:
        """Stamp by note id of everything in the index: for comparing with the database."""

    def health(self, *, thorough: bool = False) -> Health:
        """Never raises. `thorough` reads every byte, and ends the suspicion when all is well."""

    def maintain(self, *, at_leisure: bool = False) -> bool:
        """One step of housekeeping, about a second, or several at leisure; tells whether anything was done."""
