"""What the adoptions of a note say together: how many it worked for, and under which conditions it was kept."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge.notes.content import Condition
from knowledge.notes.models import Note
from knowledge.reuse.models import KEPT, Held, Outcome, Stage
from knowledge.reuse.reading import AdoptionLine, countries_tried
from knowledge.reuse.record import Answer


@dataclass
class Count:
    """Of `of` teams that tried the note, `kept` went on with it."""

    kept: int = 0
    of: int = 0


@dataclass
class ByCondition:
    """How the note fared where a condition held, held partly, or did not. `is_current`: the note still has the condition."""

    condition: str
    kind: str
    is_current: bool
    counts: dict[Held, Count] = field(default_factory=lambda: {held: Count() for held in Held})

    @property
    def answered(self) -> int:
        return sum(count.of for count in self.counts.values())


@dataclass(frozen=True)
class Summary:
    """Counts of teams; `countries` are those other than the note's own, in which it was tried."""

    countries: tuple[str, ...]
    tried: int
    by_stage: Counter[str]
    by_outcome: Counter[str]
    conditions: tuple[ByCondition, ...]

    @property
    def worked(self) -> int:
        return self.by_outcome[Outcome.BETTER]

    @property
    def did_not(self) -> int:
        """Teams that saw no change for the better, or stopped before there was one to see."""
        return self.by_outcome[Outcome.SAME] + self.by_outcome[Outcome.WORSE] + self.by_outcome["stopped"]

    @property
    def too_early(self) -> int:
        return self.tried - self.worked - self.did_not


def summarize(
    lines: Sequence[AdoptionLine], note: Note, conditions: Sequence[Condition], own: Sequence[str]
) -> Summary:
    """`conditions` are the note's as they are now, `own` the countries it is from."""
    tried = [line for line in lines if line.is_tried]
    return Summary(
        countries=tuple(countries_tried(lines, own)),
        tried=len(tried),
        by_stage=Counter(line.record.stage for line in lines),
        by_outcome=Counter(outcome_of(line) for line in tried),
        conditions=tuple(row for row in by_condition(tried, note, conditions) if row.answered),
    )


def outcome_of(line: AdoptionLine) -> str:
    """A team that stopped before it could tell did not see it work: that counts, too."""
    if line.record.stage == Stage.ABANDONED and line.record.outcome in ("", Outcome.TOO_EARLY):
        return "stopped"
    return line.record.outcome


def by_condition(lines: Iterable[AdoptionLine], note: Note, conditions: Sequence[Condition]) -> list[ByCondition]:
    """The note's conditions in its order, then those it has no more, each in the words in which it was answered."""
    current = [row for row in conditions if row.condition.strip()]
    found = {row.condition: ByCondition(row.condition, row.kind, True) for row in current}
    for line in lines:
        for answer in line.record.answers:
            if answer.held not in set(Held):
                continue
            words = words_here(answer, line.note_id == note.id, current)
            row = found.setdefault(words, ByCondition(words, answer.kind, False))
            count = row.counts[Held(answer.held)]
            count.of += 1
            count.kept += line.record.stage in KEPT
    return list(found.values())


def words_here(answer: Answer, is_same_note: bool, current: Sequence[Condition]) -> str:
    """The condition in the words of this note. A translation has the same conditions in the same order, if it has as many."""
    here = current[answer.number] if answer.of == len(current) and answer.number < answer.of else None
    return here.condition if here and here.kind == answer.kind and not is_same_note else answer.condition
