"""The one interface that every search engine serves, and the values that cross it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    "status",
    "kind",
    "year",
)
Sort = Literal["relevance", "newest", "oldest", "adoptions"]


@dataclass(frozen=True, slots=True)
class Audience:
    """The terms of which a note must carry one to exist for this reader, as `permissions.audience_terms` gives them.

    Raises EmptyAudience when there is none.
    """

    tokens: frozenset[str]

    def __post_init__(self) -> None:
        if not self.tokens or not all(self.tokens):
            raise EmptyAudience("a search needs at least one audience term, none of them blank")


PUBLIC = Audience(frozenset({"public"}))


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`query` is text as typed, or a tree made from `typed`. `filters`: any of the values within a field, all across fields."""

    query: str | Node
    audience: Audience
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    languages: tuple[str, ...] = ()
    highlight: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A passage of one field as (text, is_match) pairs, in order; never HTML."""

    field: str
    pairs: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """`topics` are those that the query also looks for (tree.AlsoTopic) and the note is tagged with, or with one below."""

    note_id: int
    score: float
    fragments: tuple[Fragment, ...] = ()
    topics: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """`total` and `facets` count what the audience may see; `took` is in milliseconds."""

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


TextSource = Callable[[Sequence[int]], Mapping[int, NoteText]]


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """A note as the index sees it.

    `version` grows with every change of the note. `audience` holds terms such as "public", "network", "org:3",
    "group:9", "member:5". `texts` maps field names (query.fields.TEXT_FIELDS) to plain text; `facets` maps
    FACET_FIELDS to values, topics with their ancestors. Translations of one another share a `translation_set`.
    `adoptions` counts the teams that took the note up, `worked` those of them whose outcome was better.
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
    """`problem` is None while the index serves; `segments` and `folder` help an operator."""

    documents: int
    segments: int
    generation: str
    folder: str
    problem: str | None = None


class SearchEngine(Protocol):
    """Every method that reads raises SearchUnavailable when the index is missing or broken."""

    def search(self, request: SearchRequest, texts: TextSource | None = None) -> SearchResponse:
        """Fragments are filled when `request.highlight` and `texts` are given."""

    def similar(
        self,
        like: int | NoteText,
        audience: Audience,
        *,
        texts: TextSource | None = None,
        limit: int = 10,
    ) -> tuple[Hit, ...]:
        """Notes like a note (its id; `texts` reads it) or like a draft. The note itself is left out."""

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

    def versions(self) -> Mapping[int, int]:
        """Version by note id of everything in the index: for comparing with the database."""

    def health(self) -> Health:
        """Never raises."""

    def maintain(self) -> bool:
        """One bounded step of housekeeping for a quiet moment; tells whether anything was done."""
