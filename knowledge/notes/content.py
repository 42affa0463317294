"""What a practice note says: the fields of docs/handbook, as one value that a revision stores whole.

Long fields are Markdown as written. A `PracticeContent` is immutable; forms and imports build one, a revision keeps it as JSON.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Self

DEFAULT_LICENCE = "CC-BY-4.0"


class Scale(StrEnum):
    LOCAL = "local"
    DISTRICT = "district"
    SUBNATIONAL = "subnational"
    NATIONAL = "national"
    REGIONAL = "regional"
    GLOBAL = "global"


class Status(StrEnum):
    ONGOING = "ongoing"
    ENDED = "ended"
    STOPPED = "stopped"


class IncomeLevel(StrEnum):
    """World Bank income groups."""

    LOW = "low"
    LOWER_MIDDLE = "lower_middle"
    UPPER_MIDDLE = "upper_middle"
    HIGH = "high"


class Circumstance(StrEnum):
    """What a place was like, as far as it decides what works there; teams describe themselves in the same words."""

    RURAL = "rural"
    URBAN = "urban"
    REMOTE = "remote"
    UNRELIABLE_ELECTRICITY = "unreliable_electricity"
    WEAK_CONNECTIVITY = "weak_connectivity"
    DECENTRALISED_BUDGET = "decentralised_budget"
    FEW_STAFF = "few_staff"
    SEVERAL_LANGUAGES = "several_languages"
    PEOPLE_ON_THE_MOVE = "people_on_the_move"
    INSECURITY = "insecurity"
    NATURAL_HAZARDS = "natural_hazards"


class Evidence(StrEnum):
    """How the results are known, weakest first."""

    ANECDOTAL = "anecdotal"
    MONITORED = "monitored"
    BEFORE_AFTER = "before_after"
    CONTROLLED = "controlled"
    EVALUATED = "evaluated"


class ConditionKind(StrEnum):
    NEEDED = "needed"
    HELPFUL = "helpful"
    HARMFUL = "harmful"


@dataclass(frozen=True)
class Row:
    """A repeatable row of a form. Empty rows are dropped when content is built."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        names = {f.name for f in fields(cls)}
        return cls(
            **{name: ("" if value is None else str(value)).strip() for name, value in data.items() if name in names}
        )

    def is_empty(self) -> bool:
        return not any(str(value).strip() for name, value in vars(self).items() if name != "kind")


@dataclass(frozen=True)
class Block(Row):
    """One building block of what was done, in the order things happened."""

    title: str = ""
    text: str = ""


@dataclass(frozen=True)
class Result(Row):
    """One measured result. `date` is YYYY, YYYY-MM or YYYY-MM-DD."""

    indicator: str = ""
    baseline: str = ""
    value: str = ""
    unit: str = ""
    date: str = ""


@dataclass(frozen=True)
class Failure(Row):
    """What did not work, why, and what was changed."""

    what: str = ""
    why: str = ""
    changed: str = ""


@dataclass(frozen=True)
class Condition(Row):
    """What has to be true elsewhere for this to transfer."""

    condition: str = ""
    kind: str = ConditionKind.NEEDED.value
    if_absent: str = ""


@dataclass(frozen=True)
class Attached(Row):
    """A file of the note. `file` is its key in the store; name and sizes (bytes, a picture's pixels) repeat what is known of it.

    `words` are a picture's alternative text, or what another file holds; `decorative` says that a picture needs none.
    """

    file: str = ""
    name: str = ""
    size: str = ""
    width: str = ""
    height: str = ""
    words: str = ""
    decorative: str = ""

    def is_empty(self) -> bool:
        return not self.file

    @property
    def is_picture(self) -> bool:
        return bool(self.width)


ROWS: dict[str, type[Row]] = {
    "what_we_did": Block,
    "results": Result,
    "what_did_not_work": Failure,
    "conditions": Condition,
    "attachments": Attached,
}


CODES_AND_TAGS = ("countries", "circumstances", "tags")


@dataclass(frozen=True)
class PracticeContent:
    """All fields of a note that its authors write. `body` is used by reference notes, which have free text instead of sections."""

    title: str = ""
    summary: str = ""
    countries: tuple[str, ...] = ()
    place: str = ""
    scale: str = ""
    period_start: str = ""  # YYYY or YYYY-MM
    period_end: str = ""
    status: str = ""
    topics: tuple[int, ...] = ()
    challenge: str = ""
    context: str = ""
    sector: str = ""
    institution_type: str = ""
    income_level: str = ""
    circumstances: tuple[str, ...] = ()
    capacity: str = ""
    legal_basis: str = ""
    objectives: str = ""
    beneficiaries: str = ""
    what_we_did: tuple[Block, ...] = ()
    resources: str = ""
    cost: str = ""
    time: str = ""
    results: tuple[Result, ...] = ()
    results_text: str = ""
    evidence: str = ""
    what_did_not_work: tuple[Failure, ...] = ()
    enabling_factors: str = ""
    constraints: str = ""
    conditions: tuple[Condition, ...] = ()
    community_needs: str = ""
    gender_and_rights: str = ""
    sustainability: str = ""
    risks: str = ""
    lessons: str = ""
    advice: str = ""
    based_on: str = ""
    references: str = ""
    attachments: tuple[Attached, ...] = ()
    contact: str = ""
    open_to_calls: bool = False
    licence: str = DEFAULT_LICENCE
    reviewed_by: str = ""
    review_date: str = ""  # YYYY-MM-DD
    valid_until: str = ""
    body: str = ""
    tags: tuple[str, ...] = field(default=())

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PracticeContent":
        """Build from stored or submitted JSON; unknown keys are ignored, empty rows dropped."""
        known: dict[str, Any] = {}
        for f in fields(cls):
            if f.name not in data or data[f.name] is None:
                continue
            value = data[f.name]
            if f.name in ROWS:
                rows = (ROWS[f.name].from_json(row) for row in value)
                known[f.name] = tuple(row for row in rows if not row.is_empty())
            elif f.name in CODES_AND_TAGS:
                known[f.name] = tuple(dict.fromkeys(str(item) for item in value if item))
            elif f.name == "topics":
                known[f.name] = tuple(dict.fromkeys(int(item) for item in value))
            elif f.name == "open_to_calls":
                known[f.name] = bool(value)
            else:
                known[f.name] = str(value)
        return cls(**known)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
