"""Writes what the teams of the demo network told of each other's notes."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from knowledge.notes.content import Result
from knowledge.notes.models import Note
from knowledge.organizations.models import Team
from knowledge.people.models import Member
from knowledge.reuse.adopting import add_update
from knowledge.reuse.models import Adoption, Stage
from knowledge.reuse.record import TEXTS, AdoptionRecord, answers_for


def write_adoption(
    session: Session, data: Mapping[str, Any], note: Note, team: Team, people: Mapping[str, Member]
) -> Adoption:
    """An adoption with its history, told on the days the file says."""
    first = data["updates"][0]
    adoption = Adoption(note_id=note.id, team_id=team.id, stage=Stage(first["stage"]), content={})
    adoption.created_at = moment_of(first)
    session.add(adoption)
    session.flush()
    for told in data["updates"]:
        update = add_update(session, people[told["by"]].id, adoption, record_of(told, note))
        update.at = adoption.changed_at = moment_of(told)
    session.flush()
    return adoption


def moment_of(told: Mapping[str, Any]) -> datetime:
    return datetime.combine(date.fromisoformat(told["at"]), time(10), UTC)


def record_of(told: Mapping[str, Any], note: Note) -> AdoptionRecord:
    """`held` answers the note's conditions in their order."""
    conditions = note.published_revision.practice().conditions if note.published_revision else ()
    held = {row.condition: answer for row, answer in zip(conditions, told["held"], strict=False)}
    texts: dict[str, Any] = {name: told[name] for name in TEXTS}
    results = tuple(Result.from_json(row) for row in told["results"])
    return AdoptionRecord(**texts, answers=answers_for(conditions, held=held), results=results).cleaned()
