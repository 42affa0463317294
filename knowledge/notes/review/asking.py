"""Which teams are asked before a revision is published, who may answer for them, and how each has answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from knowledge import clock
from knowledge.notes.models import AudienceKind, Note, Revision
from knowledge.notes.proposal import Proposal, read_proposal
from knowledge.notes.review.models import TeamAsked, TeamYes
from knowledge.organizations.models import Membership, Team, TeamRole
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, may

ANSWERING = (TeamRole.EDITOR, TeamRole.FOCAL_POINT)


@dataclass(frozen=True)
class Answer:
    """How a team stands to the revision: its yes and whose, or until when its silence is none, or that nobody can answer.

    `can_answer` are the ids of members who may say yes for it now.
    """

    team: Team
    said_at: datetime | None
    said_by: str
    silence_counts_from: datetime | None
    can_answer: frozenset[int]
    has_editors: bool

    @property
    def agrees(self) -> bool:
        """By a yes, or by silence that has lasted."""
        counts_from = self.silence_counts_from
        return self.said_at is not None or (counts_from is not None and counts_from <= clock.now())


def team_ids_asked(note: Note, proposal: Proposal) -> list[int]:
    """The owners as they are and as they would become: nobody loses or gets a note without having agreed."""
    standing = [owner.team_id for owner in note.owners]
    return list(dict.fromkeys([*standing, *proposal.teams]))


def stays_in_its_group(note: Note, proposal: Proposal) -> bool:
    """Inside a peer group people speak for themselves; no team is asked."""
    group = AudienceKind.PEER_GROUP
    return (note.audience, proposal.audience) == (group, group) and note.peer_group_id == proposal.peer_group


def groups_concerned(note: Note, proposal: Proposal) -> frozenset[int]:
    pairs = ((note.audience, note.peer_group_id), (proposal.audience, proposal.peer_group))
    return frozenset(group for audience, group in pairs if audience == AudienceKind.PEER_GROUP and group is not None)


def writers_of(session: Session, note: Note, proposal: Proposal, number: int) -> frozenset[int]:
    """Whose own work publishing revision `number` would be: its authors, and who saved anything since the last publication."""
    published = note.published_revision.number if note.published_revision is not None else 0
    saved = select(Revision.author_id).where(
        Revision.note_id == note.id, Revision.number > published, Revision.number <= number
    )
    hands = {member_id for member_id in session.scalars(saved.distinct()) if member_id is not None}
    return frozenset(hands | set(proposal.authors) | {author.member_id for author in note.authors})


def teams_asked(session: Session, note: Note, proposal: Proposal, number: int) -> list[TeamAsked]:
    """Each team with what decides who may answer for it. One query for teams that do not own it yet, one for who wrote if it matters."""
    ids = team_ids_asked(note, proposal)
    found = {owner.team_id: owner.team for owner in note.owners if owner.team is not None}
    others = [each for each in ids if each not in found]
    if others:
        found |= {team.id: team for team in session.scalars(select(Team).where(Team.id.in_(others)))}
    teams = [found[each] for each in ids if each in found]
    careful = any(team.two_pairs_of_eyes for team in teams)
    writers = writers_of(session, note, proposal, number) if careful else frozenset()
    return [TeamAsked(team, writers, groups_concerned(note, proposal)) for team in teams]


def speaks_for(actor: Actor, asked: Collection[TeamAsked]) -> list[Team]:
    """The teams for which the actor may say yes."""
    return [each.team for each in asked if may(actor, Action.APPROVE_REVISION, each)]


def answers_to(session: Session, note: Note, revision: Revision) -> list[Answer]:
    """How each asked team stands to the revision, in the order they own."""
    proposal = read_proposal(note, revision.content)
    return answers_of(session, note, revision, teams_asked(session, note, proposal, revision.number))


def answers_of(session: Session, note: Note, revision: Revision, asked: Sequence[TeamAsked]) -> list[Answer]:
    """The same of teams that are known. Two queries."""
    said = yes_by_team(session, note, revision.number)
    editors = editors_of_teams(session, [each.team.id for each in asked])
    begins = max(note.submitted_at, revision.created_at) if note.submitted_at is not None else None
    return [answer_of(each, said.get(each.team.id), editors.get(each.team.id, set()), begins) for each in asked]


def answer_of(asked: TeamAsked, said: TeamYes | None, editors: Collection[int], begins: datetime | None) -> Answer:
    team = asked.team
    own_work = asked.writers if team.two_pairs_of_eyes else frozenset()
    days = team.silence_days
    return Answer(
        team=team,
        said_at=said.at if said is not None else None,
        said_by=said.member.name if said is not None and said.member is not None else "",
        silence_counts_from=begins + timedelta(days=days) if begins is not None and days is not None else None,
        can_answer=frozenset(editors) - own_work,
        has_editors=bool(editors),
    )


def yes_by_team(session: Session, note: Note, number: int) -> dict[int, TeamYes]:
    """Who agreed to the revision. The yes of an account that was shut out since does not count; another editor can say it."""
    query = (
        select(TeamYes)
        .outerjoin(TeamYes.member)
        .where(TeamYes.note_id == note.id, TeamYes.number == number, Member.suspended_at.is_(None))
        .options(contains_eager(TeamYes.member))
    )
    return {row.team_id: row for row in session.scalars(query)}


def editors_of_teams(session: Session, team_ids: Sequence[int]) -> dict[int, set[int]]:
    """Members who can act now and answer for the teams, by team."""
    query = (
        select(Membership.team_id, Membership.member_id)
        .join(Membership.member)
        .where(Membership.team_id.in_(team_ids), Membership.role.in_(ANSWERING))
        .where(Member.suspended_at.is_(None), Member.email_confirmed_at.is_not(None))
    )
    found: dict[int, set[int]] = {}
    for team_id, member_id in session.execute(query):
        found.setdefault(team_id, set()).add(member_id)
    return found
