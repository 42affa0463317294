"""What a team tells of a note it uses, as one value that an update keeps whole."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from knowledge.notes.content import Condition, ConditionKind, Result
from knowledge.notes.wording import clean_line, clean_row, clean_text
from knowledge.reuse.models import Held, Outcome, Stage


@dataclass(frozen=True)
class Answer:
    """Whether a condition of the note held. Keeps the condition's words, since the note's may change later.

    `number` is its place from 0 among the `of` conditions that the note had.
    """

    condition: str
    kind: str = ConditionKind.NEEDED.value
    held: str = ""
    number: int = 0
    of: int = 0


@dataclass(frozen=True)
class AdoptionRecord:
    """All that a team says at one time. `started` and `ended` are YYYY, YYYY-MM or YYYY-MM-DD; `words` is what happened since
    the last time, or why it stopped; `changed`, `evidence` and `words` are Markdown."""

    stage: str = Stage.CONSIDERING.value
    outcome: str = ""
    started: str = ""
    ended: str = ""
    changed: str = ""
    words: str = ""
    evidence: str = ""
    answers: tuple[Answer, ...] = ()
    results: tuple[Result, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "AdoptionRecord":
        """Build from what an update keeps; empty rows are dropped."""
        texts = {name: str(data.get(name) or "") for name in TEXTS}
        results = (Result.from_json(row) for row in data.get("results") or ())
        return cls(
            **texts,
            answers=tuple(Answer(**answer) for answer in data.get("answers") or ()),
            results=tuple(row for row in results if not row.is_empty()),
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def cleaned(self) -> "AdoptionRecord":
        """The same with clean texts and without empty rows."""
        texts: dict[str, Any] = {name: clean_line(getattr(self, name)) for name in TEXTS if name not in LONG}
        texts |= {name: clean_text(getattr(self, name)).strip() for name in LONG}
        results = (Result.from_json(clean_row("results", vars(row))) for row in self.results)
        return replace(self, **texts, results=tuple(row for row in results if not row.is_empty()))


TEXTS = ("stage", "outcome", "started", "ended", "changed", "words", "evidence")
LONG = ("changed", "words", "evidence")


def answers_for(
    conditions: Iterable[Condition], earlier: Iterable[Answer] = (), held: Mapping[str, str] | None = None
) -> tuple[Answer, ...]:
    """An answer for each of the note's conditions as they are now, then those given to conditions that it no longer has.

    `held` are answers just given, by the condition's words; where there is none the earlier answer stands.
    """
    current = [row for row in conditions if row.condition.strip()]
    before = {answer.condition: answer for answer in earlier}
    made = {
        row.condition: Answer(
            row.condition,
            row.kind,
            before[row.condition].held if row.condition in before else "",
            number,
            len(current),
        )
        for number, row in enumerate(current)
    }
    made |= {words: answer for words, answer in before.items() if words not in made and answer.held}
    given = held or {}
    return tuple(replace(a, held=given[a.condition]) if given.get(a.condition) in KNOWN else a for a in made.values())


KNOWN = {"", *Held}
OUTCOMES = {"", *Outcome}
STAGES = set(Stage)
