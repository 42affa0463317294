"""What the tests of writing propose: a note ready as a snapshot, and the same as a browser sends it."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from knowledge.notes.content import Block, Condition, Failure, PracticeContent, Result
from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.proposal import Proposal
from knowledge.notes.publishing import publish_note
from knowledge.notes.writing import start_note
from knowledge.peer_groups.models import PeerGroup, Place, PlaceState
from knowledge.people.models import Member
from tests import factories
from tests.personas import Cast


def snapshot(cast: Cast, author: Member | None = None, **more: Any) -> Proposal:
    """A proposal that may be published; `more` are fields of the content or of the proposal."""
    author = author or cast.contributor
    content = PracticeContent(
        title="Where the spare parts sleep",
        countries=("SN",),
        challenge="Pumps stood still for weeks for want of a seal.",
        what_we_did=(Block("Asked who is open on Sundays", "A depot that closes is not a depot."),),
        what_did_not_work=(Failure("Seals ran out in the second month.", "Orders were per pump.", "Now per kind."),),
    )
    scope = {name: more.pop(name) for name in list(more) if name in Proposal.__dataclass_fields__}
    base = Proposal(content=replace(content, **more), language="en", teams=(cast.dakar.id,), authors=(author.id,))
    return replace(base, **scope)


def full(cast: Cast, **more: Any) -> Proposal:
    """A proposal with everything that a full note needs."""
    topic = factories.topic(cast.session, {"en": "Spare parts"})
    fields: dict[str, Any] = {
        "summary": "Shops keep the parts. Repairs take a day.",
        "topics": (topic.id,),
        "context": "Six districts on one road.",
        "results": (Result("Served the same day", "35", "87", "%", "2026-09"),),
        "evidence": "before_after",
        "conditions": (Condition("A shop within half a day", "needed", "Then a committee member keeps the box."),),
    }
    return snapshot(cast, **(fields | more))


def written(session: Session, cast: Cast, **more: Any) -> Note:
    """A note that the contributor saved once."""
    note = start_note(session, cast.actor(cast.contributor), snapshot(cast, **more))
    session.commit()
    return note


def published(session: Session, cast: Cast, **more: Any) -> Note:
    """A note that the contributor wrote and the editor published."""
    note = written(session, cast, **more)
    publish_note(session, cast.actor(cast.editor), note)
    session.commit()
    return note


def group_with(session: Session, *members: tuple[Member, Any]) -> PeerGroup:
    """A peer group in which these members, each for a team, have their places."""
    group = PeerGroup(name="Pumps in dry years", purpose="To compare", language="en", proposed_by_id=members[0][0].id)
    session.add(group)
    session.flush()
    for member, team in members:
        place = Place(group_id=group.id, member_id=member.id, team_id=team.id, state=PlaceState.MEMBER)
        place.country, place.organization_id = team.country, team.organization_id
        session.add(place)
    session.commit()
    return group


def group_note(session: Session, cast: Cast, author: Member | None = None) -> tuple[Note, PeerGroup]:
    """A draft that the contributor wrote for a group of the contributor and Lima's editor."""
    group = group_with(session, (cast.contributor, cast.dakar), (cast.lima_editor, cast.lima))
    return written(session, cast, audience=AudienceKind.PEER_GROUP, peer_group=group.id), group


def as_sent(proposal: Proposal, revision: int = 0, **more: Any) -> dict[str, Any]:
    """The fields as a browser sends the editor's form."""
    content = proposal.content
    sent: dict[str, Any] = {
        name: value for name, value in content.to_json().items() if isinstance(value, str) and name != "body"
    }
    for name in ("what_we_did", "results", "what_did_not_work", "conditions"):
        for number, row in enumerate(getattr(content, name)):
            sent |= {f"{name}-{number}-{part}": text for part, text in vars(row).items()}
    audience = str(proposal.audience)
    sent |= {
        "revision": str(revision),
        "countries": list(content.countries),
        "topics": [str(key) for key in content.topics],
        "language": proposal.language,
        "audience": f"{audience}:{proposal.peer_group}" if proposal.peer_group else audience,
        "teams": [str(key) for key in proposal.teams],
        "authors": [str(key) for key in proposal.authors],
        "translation_of": proposal.translation_of,
        "adapted_from": proposal.adapted_from,
    }
    return sent | more
