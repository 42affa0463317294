"""Whether a revision can be published: what it lacks, and whether readers see it already."""

from sqlalchemy.orm import Session

from knowledge.errors import NotFound
from knowledge.notes.adapting import adaptation_problems
from knowledge.notes.completeness import missing_for
from knowledge.notes.models import Note, Revision, Tier
from knowledge.notes.proposal import Proposal, revision_numbered
from knowledge.notes.translating.versions import translation_problems
from knowledge.notes.validation import Problems, problems_of
from knowledge.permissions import Actor


def hindrances(session: Session, actor: Actor, note: Note, proposal: Proposal) -> Problems:
    """What keeps the proposal from being published: what a snapshot lacks (`missing:<wanted>`), and what is not valid."""
    links = translation_problems(session, actor, note, proposal) | adaptation_problems(session, actor, note, proposal)
    missing = {name: f"missing:{wanted}" for name, wanted in missing_for(Tier.SNAPSHOT, proposal, note.kind)}
    return missing | problems_of(proposal) | links | wordless_pictures(proposal)


def wordless_pictures(proposal: Proposal) -> Problems:
    """Who cannot see a picture is told what it shows, or that it shows nothing that matters."""
    return {
        f"attachments-{n}-words": "no_alternative"
        for n, row in enumerate(proposal.content.attachments)
        if row.is_picture and not (row.words or row.decorative)
    }


def revision_to_publish(session: Session, note: Note, number: int | None) -> Revision:
    revision = revision_numbered(session, note, number or note.latest_number)
    if revision is None:
        raise NotFound(f"revision {number}")
    return revision


def is_live(note: Note, revision: Revision) -> bool:
    return note.is_published and note.published_revision_id == revision.id
