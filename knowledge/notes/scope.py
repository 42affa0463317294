"""Whether the actor may propose these owners, authors and readers: checked against what already stands."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import Note, NoteAuthor, NoteState, NoteTeam
from knowledge.notes.proposal import Proposal
from knowledge.notes.validation import Problems
from knowledge.organizations.models import Membership, Team
from knowledge.peer_groups.models import PeerGroup
from knowledge.permissions import Action, Actor, may


def scope_problems(session: Session, actor: Actor, proposal: Proposal, standing: Proposal) -> Problems:
    """What of the proposal's scope is not the actor's to choose. What stood before may stay, whoever chose it."""
    problems: Problems = {}
    for team_id in set(proposal.teams) ^ set(standing.teams):
        team = session.get(Team, team_id)
        if team is None or not may(actor, Action.WRITE_NOTES, team):
            problems["teams"] = "not_your_team"
    if proposal.peer_group is not None and proposal.peer_group != standing.peer_group:
        group = session.get(PeerGroup, proposal.peer_group)
        if group is None or not may(actor, Action.ENTER_GROUP, group):
            problems["audience"] = "not_your_group"
    newcomers = set(proposal.authors) - set(standing.authors) - {actor.member_id}
    if newcomers - people_of(session, {*proposal.teams, *standing.teams}):
        problems["authors"] = "not_in_the_teams"
    loses_it = bool(proposal.authors) and not may(actor, Action.EDIT_NOTE, as_proposed(proposal))
    if loses_it and actor.member_id in standing.authors:
        problems["authors"] = "not_yourself"
    return problems


def people_of(session: Session, teams: set[int]) -> set[int]:
    """The members of these teams."""
    return set(session.scalars(select(Membership.member_id).where(Membership.team_id.in_(teams))))


def as_proposed(proposal: Proposal) -> Note:
    """A note outside the database with the owners, authors and audience of the proposal, to ask permission for."""
    return Note(
        state=NoteState.DRAFT,
        audience=proposal.audience,
        peer_group_id=proposal.peer_group,
        owners=[NoteTeam(team_id=team) for team in proposal.teams],
        authors=[NoteAuthor(member_id=author) for author in proposal.authors],
        readers=[],
    )
