"""A store in the installation's home, and files put into notes through the services."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from knowledge.notes.attachments.attaching import attach_file
from knowledge.notes.attachments.store import FileStore
from knowledge.notes.content import Attached
from knowledge.notes.models import Note
from knowledge.notes.proposal import proposal_at
from knowledge.notes.writing import Saved, save_revision
from knowledge.people.models import Member
from tests.attachments.samples import HONEST, received
from tests.personas import Cast

Attach = Callable[..., Attached]
SaveFiles = Callable[..., Saved]


@pytest.fixture
def store(app: Flask) -> FileStore:
    found: FileStore = app.extensions["files"]
    return found


@pytest.fixture
def attach(session: Session, cast: Cast, store: FileStore) -> Attach:
    """The contributor (or somebody else) attaches a file, without saving."""

    def attaching(note: Note, name: str = "map.png", by: Member | None = None) -> Attached:
        actor = cast.actor(by or cast.contributor)
        row = attach_file(session, actor, note, store, received(store, HONEST[name], name))
        return replace(row, words=f"What {name} shows")

    return attaching


@pytest.fixture
def save_files(session: Session, cast: Cast) -> SaveFiles:
    """The contributor saves the latest text with these files and no others."""

    def saving(note: Note, *rows: Attached) -> Saved:
        standing = proposal_at(session, note, note.latest_number)
        proposal = replace(standing, content=replace(standing.content, attachments=rows))
        saved = save_revision(session, cast.actor(cast.contributor), note, proposal, note.latest_number)
        session.commit()
        return saved

    return saving
