"""Precedents for what is being written: who faced it before, shown while the title and the challenge are typed."""

from sqlalchemy.orm import Session

from app.notes.similar import Labels, Similar, find, like_draft, show_similar, topic_labels
from knowledge.notes.cards import lines_for
from knowledge.notes.models import Note
from knowledge.notes.projection import find_note
from knowledge.notes.proposal import Proposal
from knowledge.permissions import Action, Actor, may

FEWEST_LETTERS = 4


def precedents_for(
    session: Session, actor: Actor, proposal: Proposal, note: Note | None, labels: Labels | None = None
) -> list[Similar]:
    """At most five notes like the draft that the actor may read; neither `note`, nor its source, nor translations of them.

    `labels` of the draft's topics save a query. At most three.
    """
    content = proposal.content
    if len(content.title.strip()) + len(content.challenge.strip()) < FEWEST_LETTERS:
        return []
    own = translated(session, actor, proposal) or note
    hits = find(session, actor, like_draft(content, proposal.language, own))
    lines = lines_for(session, actor, [hit.note_id for hit in hits])
    named = topic_labels(session, hits) if labels is None else labels
    return show_similar(lines, hits, content, proposal.language, named)


def translated(session: Session, actor: Actor, proposal: Proposal) -> Note | None:
    """The note that this is to be a translation of."""
    source = find_note(session, proposal.translation_of) if proposal.translation_of else None
    return source if source is not None and may(actor, Action.READ_NOTE, source) else None
