"""Where a note stands in its review, and what the actor can decide about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from knowledge.notes.models import Note, Revision
from knowledge.notes.proposal import read_proposal
from knowledge.notes.readiness import is_live
from knowledge.notes.review.asking import Answer, answers_of, speaks_for, stays_in_its_group, teams_asked
from knowledge.notes.review.models import TeamAsked
from knowledge.organizations.models import Team
from knowledge.permissions import Action, Actor, may


@dataclass(frozen=True)
class ReviewStanding:
    """`speaks_for`: the teams for which the actor's yes is still wanted; `publishes`: that yes would be the last one.

    `own_work`: the actor edits for an owner that wants two pairs of eyes, and wrote on this.
    """

    answers: Sequence[Answer] = ()
    speaks_for: Sequence[Team] = ()
    publishes: bool = False
    own_work: bool = False
    asks_for_changes: bool = False
    submits: bool = False
    takes_back: bool = False

    @property
    def says_yes(self) -> bool:
        return self.publishes or bool(self.speaks_for)


def review_standing(session: Session, actor: Actor, note: Note, revision: Revision) -> ReviewStanding:
    """For the latest revision; nothing is to be decided about what readers see already."""
    if is_live(note, revision):
        return ReviewStanding()
    proposal = read_proposal(note, revision.content)
    asked = teams_asked(session, note, proposal, revision.number)
    answers = answers_of(session, note, revision, asked)
    agreed = {answer.team.id for answer in answers if answer.agrees}
    own_work = any(blocked(actor, each) for each in asked)
    decides = may(actor, Action.PUBLISH_NOTE, note)
    waits = note.submitted_at is not None
    if stays_in_its_group(note, proposal):
        answers, own, publishes = [], [], decides and not any(wrote_it(actor, each) for each in asked)
    else:
        own = [team for team in speaks_for(actor, asked) if decides and team.id not in agreed]
        publishes = bool(own) and agreed | {team.id for team in own} == {each.team.id for each in asked}
    return ReviewStanding(
        answers=answers,
        speaks_for=own,
        publishes=publishes,
        own_work=own_work,
        asks_for_changes=waits and decides,
        submits=not waits and not publishes,
        takes_back=waits and may(actor, Action.TAKE_BACK_SUBMISSION, note),
    )


def wrote_it(actor: Actor, asked: TeamAsked) -> bool:
    return asked.team.two_pairs_of_eyes and actor.member_id in asked.writers


def blocked(actor: Actor, asked: TeamAsked) -> bool:
    """Whether it is for the actor's own work alone that the team's yes is not theirs to give."""
    freely = TeamAsked(asked.team, frozenset(), asked.groups)
    return wrote_it(actor, asked) and may(actor, Action.APPROVE_REVISION, freely)
