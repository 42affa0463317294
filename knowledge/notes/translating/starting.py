"""Starting a translation, and saying that it is up to date."""

from sqlalchemy.orm import Session

from knowledge.errors import Gone, NotFound
from knowledge.notes.content import PracticeContent, Result
from knowledge.notes.drafts import keep_draft
from knowledge.notes.history import find_revision
from knowledge.notes.models import Note
from knowledge.notes.proposal import Proposal
from knowledge.notes.translating.marking import mark_of, put_mark, remember_source
from knowledge.notes.translating.versions import language_problems, source_for, versions_in_work
from knowledge.notes.wording import clean_line
from knowledge.notes.writing import begin_note, lock, refuse
from knowledge.permissions import Action, Actor, require

# What says the same in every language.
NEUTRAL = (
    "countries",
    "topics",
    "scale",
    "status",
    "period_start",
    "period_end",
    "income_level",
    "circumstances",
    "evidence",
    "licence",
    "valid_until",
)


def start_translation(session: Session, actor: Actor, version: Note, language: str, team_id: int) -> Note:
    """Begin a version in another language, owned by the actor's team and written by the actor alone, as a draft with the facts.

    Its source is that of the whole set where the actor may read that one. Raises `Invalid` for a language that there is, that
    the actor works on already, or that is none.
    """
    require(actor, Action.TRANSLATE_NOTE, version)
    source = source_for(session, actor, version)
    session.refresh(source, ["state", "published_revision_id", "translation_group"], with_for_update=True)
    language = clean_line(language)
    refuse(language_problems(session, actor, source, language))
    if any(note.language == language for note in versions_in_work(session, actor, source)):
        refuse({"language": "being_written"})
    said = source.published_revision
    proposal = Proposal(
        content=neutral(said.practice()) if said is not None else PracticeContent(),
        language=language,
        audience=source.audience,
        peer_group=source.peer_group_id,
        teams=(team_id,),
        authors=(actor.member_id,) if actor.member_id is not None else (),
        translation_of=source.permalink,
    )
    note = begin_note(session, actor, proposal)
    note.kind, note.translation_of = source.kind, source
    session.flush()
    remember_source(session, note, source, 0)
    keep_draft(session, actor, note, proposal, 0)
    return note


def neutral(content: PracticeContent) -> PracticeContent:
    """The facts, and the figures of the results; their names are for the translator."""
    figures = (Result("", row.baseline, row.value, row.unit, row.date) for row in content.results)
    return PracticeContent(**{name: getattr(content, name) for name in NEUTRAL}, results=tuple(figures))


def mark_up_to_date(session: Session, actor: Actor, note: Note, source_number: int) -> None:
    """The latest revision of the translation says what revision `source_number` of its source says.

    It never goes back to an earlier one. Raises `NotFound` for a revision that was not published for the actor, `Gone` when
    the source is withdrawn, `NoteAlreadyWithdrawn`.
    """
    require(actor, Action.FOLLOW_SOURCE, note)
    lock(session, note)
    source = note.translation_of
    if source is None or not source.is_published:
        raise Gone(note.permalink)
    session.refresh(source, ["state", "published_revision_id"], with_for_update=True)
    said = find_revision(session, actor, source, source_number)
    if said.published_at is None:
        raise NotFound(f"revision {source_number}")
    before = mark_of(session, note, note.latest_number)
    if before is None or before.source_number < said.number:
        put_mark(session, note, source, note.latest_number, said, actor.member_id)
