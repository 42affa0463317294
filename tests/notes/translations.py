"""What the tests of translations need: a source of Dakar's, and Lima's version of it."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.proposal import proposal_at
from knowledge.notes.publishing import publish_note
from knowledge.notes.translating.starting import start_translation
from knowledge.notes.writing import save_revision
from knowledge.people.models import Member
from tests.notes.proposals import full, published, snapshot
from tests.personas import Cast


def source_note(session: Session, cast: Cast, **more: Any) -> Note:
    """Dakar's full note in French, for anyone unless said otherwise."""
    content = full(cast).content
    fields = {name: value for name, value in vars(content).items() if value}
    return published(session, cast, **{"audience": AudienceKind.PUBLIC, "language": "fr", **fields, **more})


def begun(session: Session, cast: Cast, source: Note, language: str = "es", who: Member | None = None) -> Note:
    """A translation that Lima's editor has begun."""
    session.commit()
    note = start_translation(session, cast.actor(who or cast.lima_editor), source, language, cast.lima.id)
    session.commit()
    return note


def translated(session: Session, cast: Cast, source: Note, language: str = "es", **more: Any) -> Note:
    """Lima's translation, published by Lima's editor."""
    note = begun(session, cast, source, language)
    write(session, cast, note, **more)
    publish_note(session, cast.actor(cast.lima_editor), note)
    session.commit()
    return note


def write(session: Session, cast: Cast, note: Note, **more: Any) -> None:
    """Lima's editor saves words of the translation."""
    session.commit()  # what this session read before a request may be old by now
    actor = cast.actor(cast.lima_editor)
    standing = proposal_at(session, note, note.latest_number)
    words = snapshot(cast, title="Donde duermen los repuestos").content
    said = {"title": words.title, "countries": words.countries, "challenge": "Faltaba un sello."}
    said |= {"what_we_did": words.what_we_did, "what_did_not_work": words.what_did_not_work}
    proposal = replace(standing, content=replace(standing.content, **(said | more)))
    save_revision(session, actor, note, proposal, note.latest_number)
    session.commit()


def revise(session: Session, cast: Cast, source: Note, **more: Any) -> None:
    """Dakar's contributor changes the source, and Dakar's editor publishes it anew. `more`: of the content or the proposal."""
    session.commit()
    standing = proposal_at(session, source, source.latest_number)
    scope = {name: more.pop(name) for name in list(more) if name in vars(standing)}
    proposal = replace(standing, content=replace(standing.content, **more), **scope)
    save_revision(session, cast.actor(cast.contributor), source, proposal, source.latest_number)
    publish_note(session, cast.actor(cast.editor), source)
    session.commit()
