"""Who may edit, publish and withdraw, for every persona and every audience."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from knowledge.errors import NotAllowed, NotFound, NotSignedIn
from knowledge.notes.drafts import keep_draft
from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.notes.publishing import publish_note, submit_note, withdraw_note
from knowledge.notes.writing import restore_revision, save_revision
from knowledge.permissions import Actor
from tests import factories
from tests.notes.proposals import group_with, snapshot
from tests.personas import Cast

PERSONAS = (
    "stranger",
    "contributor",
    "editor",
    "focal_point",
    "lima_editor",
    "coordinator",
    "administrator",
    "outsider",
)
# Dakar's contributor is the author, Dakar owns the note; Lima's editor is in the group, Dakar's editors are not.
EDITS = {kind: {"contributor", "editor", "focal_point"} for kind in AudienceKind} | {
    AudienceKind.PEER_GROUP: {"contributor"}
}
PUBLISHES = {kind: {"editor", "focal_point"} for kind in AudienceKind} | {AudienceKind.PEER_GROUP: {"contributor"}}


def may_do(act: Callable[[], Any]) -> bool:
    try:
        act()
    except (NotAllowed, NotFound, NotSignedIn):
        return False
    return True


def make(session: Session, cast: Cast, audience: AudienceKind, state: NoteState) -> Note:
    group = group_with(session, (cast.contributor, cast.dakar), (cast.lima_editor, cast.lima))
    fields = snapshot(cast).content.to_json()
    note = factories.note(
        session,
        fields.pop("title"),
        author=cast.contributor,
        teams=[cast.dakar],
        audience=audience,
        group_id=group.id if audience == AudienceKind.PEER_GROUP else None,
        state=state,
        countries=fields.pop("countries"),
        **{name: value for name, value in fields.items() if name != "topics"},
    )
    session.commit()
    return note


def actor_of(cast: Cast, persona: str) -> Actor:
    return cast.actor(cast.everybody()[persona])


@pytest.mark.parametrize("audience", list(AudienceKind))
@pytest.mark.parametrize("persona", PERSONAS)
def test_who_may_edit(session: Session, cast: Cast, persona: str, audience: AudienceKind) -> None:
    note = make(session, cast, audience, NoteState.DRAFT)
    actor = actor_of(cast, persona)
    proposal = snapshot(cast, title="New", audience=audience, peer_group=note.peer_group_id)
    expected = persona in EDITS[audience]
    assert may_do(lambda: save_revision(session, actor, note, proposal, 1)) is expected
    assert may_do(lambda: keep_draft(session, actor, note, proposal, 1)) is expected
    assert may_do(lambda: restore_revision(session, actor, note, 1)) is expected
    assert may_do(lambda: submit_note(session, actor, note)) is expected


@pytest.mark.parametrize("audience", list(AudienceKind))
@pytest.mark.parametrize("persona", PERSONAS)
def test_who_may_publish(session: Session, cast: Cast, persona: str, audience: AudienceKind) -> None:
    note = make(session, cast, audience, NoteState.SUBMITTED)
    assert may_do(lambda: publish_note(session, actor_of(cast, persona), note)) is (persona in PUBLISHES[audience])
    assert note.is_published is (persona in PUBLISHES[audience])


@pytest.mark.parametrize("audience", list(AudienceKind))
@pytest.mark.parametrize("persona", PERSONAS)
def test_who_may_withdraw(session: Session, cast: Cast, persona: str, audience: AudienceKind) -> None:
    note = make(session, cast, audience, NoteState.PUBLISHED)
    actor = actor_of(cast, persona)
    assert may_do(lambda: withdraw_note(session, actor, note, "Wrong.")) is (persona in PUBLISHES[audience])


@pytest.mark.parametrize("persona", ["stranger", "lima_editor", "coordinator", "administrator", "outsider"])
def test_a_draft_is_not_there_for_others(session: Session, cast: Cast, persona: str) -> None:
    note = make(session, cast, AudienceKind.PUBLIC, NoteState.DRAFT)
    for act in (
        lambda: save_revision(session, actor_of(cast, persona), note, snapshot(cast), 1),
        lambda: publish_note(session, actor_of(cast, persona), note),
    ):
        with pytest.raises(NotFound):
            act()


def test_an_editor_who_left_the_team_no_longer_publishes(session: Session, cast: Cast) -> None:
    note = make(session, cast, AudienceKind.NETWORK, NoteState.SUBMITTED)
    actor = Actor(member_id=cast.editor.id)
    with pytest.raises(NotFound):
        publish_note(session, actor, note)
