"""Writing a note: every explicit save is an immutable revision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid, NotFound
from knowledge.notes.attachments.attaching import note_files_of_revision, with_known_files
from knowledge.notes.conflicts import RevisionConflict, compare_with
from knowledge.notes.drafts import drop_draft
from knowledge.notes.errors import NoteAlreadyWithdrawn
from knowledge.notes.models import Note, NoteAuthor, NoteState, NoteTeam, Revision
from knowledge.notes.projection import project
from knowledge.notes.proposal import Proposal, proposal_at, read_proposal, revision_numbered
from knowledge.notes.review.joining import name_joining
from knowledge.notes.scope import scope_problems
from knowledge.notes.translating.marking import carry_mark, remember_source
from knowledge.notes.translating.versions import source_named
from knowledge.notes.validation import too_large
from knowledge.notes.wording import clean_line
from knowledge.organizations.models import Team
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, require

MOST_WORDS_ON_A_CHANGE = 300


@dataclass(frozen=True)
class Saved:
    """What a save led to. `merged` names the fields that came from somebody else who saved in between."""

    revision: Revision
    is_new: bool
    merged: tuple[str, ...] = ()


def start_note(session: Session, actor: Actor, proposal: Proposal, words: str = "") -> Note:
    """Begin a note with its first revision. Raises `NotAllowed` for a team that is not the actor's, `Invalid`."""
    note = begin_note(session, actor, proposal)
    save_revision(session, actor, note, proposal, base_number=0, words=words)
    return note


def begin_note(session: Session, actor: Actor, proposal: Proposal) -> Note:
    """A note without any revision yet, which a draft can belong to. The proposal names at least one team."""
    teams = [team for each in proposal.teams if (team := session.get(Team, each)) is not None]
    if not teams:
        raise Invalid({"teams": "no_team"})
    for team in teams:
        require(actor, Action.WRITE_NOTES, team)
    author = session.get_one(Member, actor.member_id)
    bare = replace(proposal, peer_group=None, authors=(author.id,))
    refuse(scope_problems(session, actor, proposal, bare))
    note = Note(created_by_id=author.id, language="en", countries=[], topics=[], readers=[])
    note.owners = [NoteTeam(team_id=team.id, team=team, position=n) for n, team in enumerate(teams)]
    note.authors = [NoteAuthor(member_id=author.id, member=author)]
    session.add(note)
    project(session, note, replace(proposal, authors=tuple(dict.fromkeys((*proposal.authors, author.id)))))
    session.flush()
    return note


def save_revision(
    session: Session, actor: Actor, note: Note, proposal: Proposal, base_number: int, words: str = ""
) -> Saved:
    """Save what was written on top of revision `base_number` (0: of the empty note).

    Fields that only somebody else changed since are merged in. Raises `RevisionConflict` when both changed one, `Invalid` for
    what is too large or not the actor's to choose, `NoteAlreadyWithdrawn`. Saying the same again makes no new revision.
    """
    require(actor, Action.EDIT_NOTE, note)
    lock(session, note)
    mine = proposal.cleaned()
    refuse(too_large(mine))
    mine = with_known_files(session, note, mine)
    base_number = min(base_number, note.latest_number)
    comparison = compare_with(session, note, mine, base_number, note.latest_number)
    if comparison.conflicts:
        raise RevisionConflict(comparison, revision_numbered(session, note, note.latest_number))
    merged = read_proposal(note, comparison.merged())
    refuse(scope_problems(session, actor, merged, proposal_at(session, note, note.latest_number)))
    source = source_named(session, actor, merged.translation_of)
    if source is not None:  # of a translation the note that it was made from, by its bare permalink
        merged = replace(merged, translation_of=source.permalink)
    revision, is_new = add_revision(session, note, merged.to_json(), actor.member_id, words)
    link_source(session, note, source, is_named=bool(merged.translation_of))
    drop_draft(session, note, actor)
    return Saved(revision, is_new, comparison.from_theirs)


def link_source(session: Session, note: Note, source: Note | None, *, is_named: bool) -> None:
    """An unpublished note stands beside the source it names at once, a published one from its publication on.

    `is_named` without a source: it names what the writer may not read, and what stood so far stays.
    """
    if note.published_revision_id is None and (source is not None or not is_named):
        note.translation_of = source if source is not note else None
        session.flush()
    if source is not None and source is not note:
        remember_source(session, note, source, note.latest_number)


def add_revision(
    session: Session, note: Note, content: Mapping[str, Any], author_id: int | None, words: str = ""
) -> tuple[Revision, bool]:
    """Append a revision, unless the latest says just the same; also for imports, which have no author.

    While nothing is published the note's own facts follow the latest revision.
    """
    proposal = read_proposal(note, content)
    latest = revision_numbered(session, note, note.latest_number)
    if latest is not None and read_proposal(note, latest.content) == proposal:
        return latest, False
    now = clock.now()
    revision = Revision(note=note, number=note.latest_number + 1, content=dict(content), author_id=author_id)
    revision.created_at, revision.words = now, clean_line(words)[:MOST_WORDS_ON_A_CHANGE]
    session.add(revision)
    note.latest_number = revision.number
    note.changed_at = now
    if note.published_revision_id is None and note.published_revision is None:
        project(session, note, proposal)
    else:
        name_joining(note, proposal)
    session.flush()
    note_files_of_revision(session, revision, proposal.content.attachments)
    return revision, True


def restore_revision(session: Session, actor: Actor, note: Note, number: int) -> Saved:
    """Bring back the words of an earlier revision as a new one on top. Who owns and may read the note stays as it is now."""
    require(actor, Action.EDIT_NOTE, note)
    lock(session, note)
    earlier = revision_numbered(session, note, number)
    if earlier is None:
        raise NotFound(f"revision {number}")
    latest = proposal_at(session, note, note.latest_number)
    restored = replace(read_proposal(note, earlier.content), content=earlier.practice())
    kept = ("audience", "peer_group", "teams", "authors", "translation_of", "adapted_from")
    standing = {name: getattr(latest, name) for name in kept}
    content = replace(restored, **standing).to_json() | {"restored_from": number}
    saved = Saved(*add_revision(session, note, content, actor.member_id))
    if saved.is_new:
        carry_mark(session, note, number, saved.revision.number)
    return saved


def lock(session: Session, note: Note) -> None:
    """Let one writer at a time change the note, and see what the one before did. Raises `NoteAlreadyWithdrawn`."""
    session.flush()
    session.refresh(note, ["latest_number", "state", "published_revision_id", "submitted_at"], with_for_update=True)
    if note.state == NoteState.WITHDRAWN:
        raise NoteAlreadyWithdrawn(note.permalink)


def refuse(problems: Mapping[str, str]) -> None:
    if problems:
        raise Invalid(problems)
