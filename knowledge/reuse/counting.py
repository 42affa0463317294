"""How many teams took notes up, for the index: counted where whoever reads the note may read of it, and nowhere else."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.reuse.models import TRIED, Adoption, Outcome

# A translation for more readers adds to the count of one for fewer, never the other way about.
WIDTH = {AudienceKind.PUBLIC: 2, AudienceKind.NETWORK: 1, AudienceKind.ORGANIZATION: 0, AudienceKind.PEER_GROUP: 0}
Adopted = aliased(Note)


@dataclass
class Reuse:
    """The teams that tried a note, and those of them whose outcome was better."""

    tried: set[int] = field(default_factory=set)
    worked: set[int] = field(default_factory=set)


def reuse_of(session: Session, note_ids: Collection[int]) -> dict[int, Reuse]:
    """By note id, for those of the notes that somebody tried, whichever language they read it in. Two queries."""
    own = select(Note.id, Note.audience, Note.id.label("adopted"), Note.audience.label("audience_of_adopted"))
    siblings = select(Note.id, Note.audience, Adopted.id, Adopted.audience).join(
        Adopted, (Adopted.translation_group == Note.translation_group) & (Adopted.id != Note.id)
    )
    found: dict[int, Reuse] = defaultdict(Reuse)
    for query, adopted in ((own, Note), (siblings, Adopted)):
        rows = session.execute(
            query.add_columns(Adoption.team_id, Adoption.outcome)
            .join(Adoption, Adoption.note_id == adopted.id)
            .where(Note.id.in_(note_ids), adopted.state == NoteState.PUBLISHED, Adoption.stage.in_(TRIED))
        )
        for note_id, audience, adopted_id, its_audience, team_id, outcome in rows:
            if note_id == adopted_id or is_wide_enough(AudienceKind(its_audience), AudienceKind(audience)):
                found[note_id].tried.add(team_id)
                if outcome == Outcome.BETTER:
                    found[note_id].worked.add(team_id)
    return dict(found)


def is_wide_enough(adopted: AudienceKind, note: AudienceKind) -> bool:
    """Whether everybody who may read the note may read the translation that was adopted."""
    return WIDTH[adopted] > 0 and WIDTH[adopted] >= WIDTH[note]
