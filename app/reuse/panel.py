"""What the page of a note says of its reuse."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import web
from knowledge.notes.models import Note
from knowledge.notes.reading import Reading
from knowledge.permissions import Action, may
from knowledge.reuse.models import Adopting
from knowledge.reuse.reading import AdoptionLine, adoptions_of
from knowledge.reuse.summary import Summary, summarize

SHOWN = 5


@dataclass(frozen=True)
class OwnTeams:
    """The reader's teams that may take the note up. `can_tell`: whether to offer it, to somebody in no team as well."""

    ids: Sequence[int]
    can_tell: bool


@dataclass(frozen=True)
class ReusePanel:
    """`lines` are the latest few of `total` adoptions, `own` those of the reader's teams."""

    lines: Sequence[AdoptionLine]
    total: int
    own: Sequence[AdoptionLine]
    summary: Summary
    can_tell: bool


def reuse_panel(reading: Reading) -> ReusePanel | None:
    """For a published note as it is today. One query."""
    note = reading.note
    if not note.is_published:
        return None
    lines = adoptions_of(web.session(), web.actor(), note)
    teams = own_teams(note)
    own = [line for line in lines if line.team_id in teams.ids]
    return ReusePanel(
        lines=lines[:SHOWN],
        total=len(lines),
        own=own,
        summary=summarize(lines, note, reading.content.conditions, reading.content.countries),
        can_tell=teams.can_tell and len(own) < max(1, len(teams.ids)),
    )


def own_teams(note: Note) -> OwnTeams:
    """Everybody is offered to tell but the owners, who have the note itself for it. No query."""
    actor = web.actor()
    ids = [team for team in sorted(actor.teams) if may(actor, Action.ADOPT_NOTE, Adopting(note, team))]
    return OwnTeams(ids, bool(ids) or not actor.teams)
