"""What one saved state proposes a note to be: its content, and who owns, wrote and may read it.

Until it is published a proposal changes nothing for readers. A revision and a draft keep it as one flat JSON object:
the fields of `PracticeContent` and those below. Imports may leave out the latter; the note's own facts then hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.content import PracticeContent
from knowledge.notes.models import AudienceKind, Note, Revision
from knowledge.notes.wording import clean_content, clean_line

SCOPE = ("language", "audience", "peer_group", "teams", "authors", "translation_of", "adapted_from")


@dataclass(frozen=True)
class Proposal:
    """`teams` and `authors` are ids in the order they are named; `translation_of` and `adapted_from` are permalinks, as typed."""

    content: PracticeContent
    language: str = "en"
    audience: AudienceKind = AudienceKind.NETWORK
    peer_group: int | None = None
    teams: tuple[int, ...] = ()
    authors: tuple[int, ...] = ()
    translation_of: str = ""
    adapted_from: str = ""

    def to_json(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in SCOPE}
        return self.content.to_json() | own | {"audience": str(self.audience)}

    def cleaned(self) -> "Proposal":
        """The same with clean texts, and no group unless the audience is one."""
        return replace(
            self,
            content=clean_content(self.content),
            language=clean_line(self.language),
            translation_of=clean_line(self.translation_of),
            adapted_from=clean_line(self.adapted_from),
            peer_group=self.peer_group if self.audience == AudienceKind.PEER_GROUP else None,
        )


def read_proposal(note: Note, data: Mapping[str, Any]) -> Proposal:
    """The proposal kept in a revision or draft of this note; what it does not say is as the note has it."""
    standing = current_scope(note)
    scope = {name: data.get(name, standing[name]) for name in SCOPE}
    known = scope["audience"] in set(AudienceKind)
    return Proposal(
        content=PracticeContent.from_json(data),
        language=str(scope["language"]),
        audience=AudienceKind(scope["audience"]) if known else note.audience,
        peer_group=scope["peer_group"],
        teams=tuple(scope["teams"]),
        authors=tuple(scope["authors"]),
        translation_of=str(scope["translation_of"] or ""),
        adapted_from=str(scope["adapted_from"] or ""),
    )


def current_scope(note: Note) -> dict[str, Any]:
    """The note's own facts under the names of a proposal."""
    return {
        "language": note.language,
        "audience": note.audience,
        "peer_group": note.peer_group_id,
        "teams": [owner.team_id for owner in note.owners],
        "authors": [author.member_id for author in note.authors],
        "translation_of": note.translation_of.permalink if note.translation_of else "",
        "adapted_from": note.adapted_from.permalink if note.adapted_from else "",
    }


def revision_numbered(session: Session, note: Note, number: int) -> Revision | None:
    """One revision alone, since all of them together can be long."""
    return session.scalar(select(Revision).where(Revision.note_id == note.id, Revision.number == number))


def proposal_at(session: Session, note: Note, number: int) -> Proposal:
    """What revision `number` proposed; number 0, and one that never was, stand for the empty note."""
    revision = revision_numbered(session, note, number)
    return read_proposal(note, revision.content if revision else {})
