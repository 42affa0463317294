"""Saying yes, and what follows: a revision is published once every team that is asked agrees to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import NotAllowed
from knowledge.notes import news
from knowledge.notes.adapting import hold_line
from knowledge.notes.errors import NothingToReview, OwnersStillAsked, OwnWork, RevisionOvertaken
from knowledge.notes.models import Note, NoteState, Revision
from knowledge.notes.projection import apply_publication, clear_review
from knowledge.notes.proposal import Proposal, read_proposal
from knowledge.notes.readiness import hindrances, is_live, revision_to_publish
from knowledge.notes.review.asking import Answer, answers_to, speaks_for, stays_in_its_group, teams_asked
from knowledge.notes.review.models import TeamAsked, TeamYes
from knowledge.notes.scope import as_proposed
from knowledge.notes.translating.marking import changed_fields
from knowledge.notes.translating.news import tell_translators
from knowledge.notes.translating.versions import hold_set
from knowledge.notes.writing import lock, refuse
from knowledge.organizations.models import Team
from knowledge.permissions import Action, Actor, may, require


@dataclass(frozen=True)
class Outcome:
    """What a yes led to: the revision is published (perhaps by somebody else a moment before), or other teams are waited for."""

    revision: Revision
    is_published: bool
    was_published_already: bool = False


def publish_note(session: Session, actor: Actor, note: Note, number: int | None = None) -> Revision:
    """Publish revision `number` (the one that was looked at; default: the latest). The same once more changes nothing.

    Raises what `approve_note` raises, and `OwnersStillAsked` when the actor's yes is not the last one.
    """
    outcome = approve_note(session, actor, note, number)
    if not outcome.is_published:
        raise OwnersStillAsked(note.permalink)
    return outcome.revision


def approve_note(
    session: Session, actor: Actor, note: Note, number: int | None = None, *, as_submitted: bool = False
) -> Outcome:
    """Say yes to the revision for every team the actor may answer for; the last yes publishes it.

    `as_submitted`: the actor answers a submission, which must still stand. Raises `NotAllowed`, `OwnWork`, `Invalid`,
    `NothingToReview`, `NoteAlreadyWithdrawn`, and `RevisionOvertaken` for a note of several owners that was changed since.
    """
    require(actor, Action.PUBLISH_NOTE, note)
    lock(session, note)
    revision = revision_to_publish(session, note, number)
    if is_live(note, revision):
        return Outcome(revision, is_published=True, was_published_already=True)
    if as_submitted and note.submitted_at is None:
        raise NothingToReview(note.permalink)
    proposal = read_proposal(note, revision.content)
    hold_line(session, proposal)
    hold_set(session, proposal)
    refuse(hindrances(session, actor, note, proposal))
    asked = teams_asked(session, note, proposal, revision.number)
    if stays_in_its_group(note, proposal):
        require_other_eyes(actor, asked)
        return Outcome(put_live(session, actor, note, revision), is_published=True)
    return say_yes(session, actor, note, revision, asked)


def require_other_eyes(actor: Actor, asked: Collection[TeamAsked]) -> None:
    """In a group an author publishes alone, unless a team that owns the note never lets an author do so."""
    if any(each.team.two_pairs_of_eyes and actor.member_id in each.writers for each in asked):
        raise OwnWork("two pairs of eyes")


def say_yes(session: Session, actor: Actor, note: Note, revision: Revision, asked: Sequence[TeamAsked]) -> Outcome:
    teams = speaks_for(actor, asked)
    if not teams:
        require_other_eyes(actor, asked)
        raise NotAllowed("publishing for these owners and this audience")
    if len(asked) > 1 and revision.number != note.latest_number:
        raise RevisionOvertaken(f"{revision.number} by {note.latest_number}")
    told_before = note.submitted_at is not None
    record_yes(session, actor, note, revision, teams)
    if all(answer.agrees for answer in answers_to(session, note, revision)):
        return Outcome(put_live(session, actor, note, revision), is_published=True)
    await_the_others(session, note)
    if not told_before:
        news.tell_submitted(session, actor, note)
    news.tell_approved(session, actor, note)
    return Outcome(revision, is_published=False)


def record_yes(session: Session, actor: Actor, note: Note, revision: Revision, teams: Collection[Team]) -> None:
    """A team's yes is said once a revision; another of its editors says it anew only when the first was shut out."""
    for team in teams:
        row = session.get(TeamYes, (note.id, revision.number, team.id))
        if row is None:
            row = TeamYes(note_id=note.id, number=revision.number, team_id=team.id)
            session.add(row)
        row.member_id, row.at = actor.member_id, clock.now()
    session.flush()


def await_the_others(session: Session, note: Note) -> None:
    """A yes to what nobody had sent for review sends it to the other owners."""
    if note.submitted_at is None:
        clear_review(note)
        note.submitted_at = clock.now()
    if note.state == NoteState.DRAFT:
        note.state = NoteState.SUBMITTED
    session.flush()


def put_live(session: Session, actor: Actor, note: Note, revision: Revision) -> Revision:
    agreed = {answer.team.id for answer in answers_to(session, note, revision) if answer.agrees}
    record_silence(session, note, revision, agreed)
    before = note.published_revision
    apply_publication(session, note, revision)
    news.tell_published(session, actor, note, revision.number)
    if before is not None and changed_fields(before.practice(), revision.practice()):
        tell_translators(session, actor, note)
    return revision


def record_silence(session: Session, note: Note, revision: Revision, team_ids: Collection[int]) -> None:
    """Keep that these teams agreed without a word, for who asks later."""
    for team_id in team_ids:
        if session.get(TeamYes, (note.id, revision.number, team_id)) is None:
            session.add(TeamYes(note_id=note.id, number=revision.number, team_id=team_id, at=clock.now()))
    session.flush()


def end_of_review(session: Session, note: Note) -> None:
    """The review ends without a publication: whoever said yes will be asked again."""
    session.execute(delete(TeamYes).where(TeamYes.note_id == note.id, TeamYes.number == note.latest_number))
    clear_review(note)
    if note.state == NoteState.SUBMITTED:
        note.state = NoteState.DRAFT
    session.flush()


def waited_for(answers: Collection[Answer]) -> list[Answer]:
    return [answer for answer in answers if not answer.agrees]


def may_publish(session: Session, actor: Actor, note: Note, proposal: Proposal) -> bool:
    """Whether the note would be published at once if the actor saved this proposal and said yes to it."""
    if not (may(actor, Action.PUBLISH_NOTE, note) or note.id is None):
        return False
    asked = teams_asked(session, note, proposal, note.latest_number or 0)
    own = [TeamAsked(each.team, each.writers | {actor.member_id or 0}, each.groups) for each in asked]
    if stays_in_its_group(note, proposal):
        own_work = any(each.team.two_pairs_of_eyes for each in own)
        return not own_work and may(actor, Action.PUBLISH_NOTE, as_proposed(proposal))
    return bool(own) and len(speaks_for(actor, own)) == len(own)
