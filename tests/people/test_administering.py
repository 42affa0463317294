"""What administrators do with accounts."""

import pytest

from knowledge import clock
from knowledge.errors import Invalid, NotAllowed
from knowledge.people.administering import list_members, restore_member, set_network_roles, suspend_member
from knowledge.people.models import NetworkRole
from tests import factories

BOTH = [NetworkRole.COORDINATOR, NetworkRole.ADMINISTRATOR]


def test_only_administrators_look_after_accounts(session, cast):
    acts = (
        lambda actor: list_members(session, actor),
        lambda actor: suspend_member(session, actor, cast.outsider),
        lambda actor: restore_member(session, actor, cast.outsider),
        lambda actor: set_network_roles(session, actor, cast.outsider, []),
    )
    for name, member in cast.everybody().items():
        for act in acts:
            if name == "administrator":
                act(cast.actor(member))
            else:
                with pytest.raises(NotAllowed):
                    act(cast.actor(member))


def test_only_administrators_open_their_pages(browse_as, cast):
    address = f"/people/{cast.outsider.permalink}"
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        expected = {"stranger": 302, "administrator": 200}.get(name, 403)
        for path in ("/people/", f"{address}/account", f"{address}/suspend"):
            assert browser.get(path).status_code == expected, (name, path)


def test_members_are_found_by_name_and_address(session, cast):
    actor = cast.actor(cast.administrator)
    assert [m.name for m in list_members(session, actor, "faye").items] == ["Mamadou Faye"]
    assert [m.name for m in list_members(session, actor, cast.editor.email).items] == ["Mamadou Faye"]
    assert list_members(session, actor, "100%").items == []
    assert list_members(session, actor, "a\0b").total == 0


def test_the_list_is_paged(browse_as, session, cast):
    for n in range(20):
        factories.member(session, f"Person {n:02}")
    session.commit()
    browser = browse_as(cast.administrator)
    assert "Page 1 of 2" in browser.get("/people/").text
    assert "Tomasz Wilk" in browser.get("/people/?page=2").text


def test_roles_are_given_and_taken_and_told(session, cast, browse_as):
    set_network_roles(session, cast.actor(cast.administrator), cast.outsider, [NetworkRole.COORDINATOR])
    assert cast.outsider.roles == ["coordinator"]
    session.commit()
    browse_as(cast.administrator).post(f"/people/{cast.outsider.permalink}/account", data={})
    session.commit()
    assert cast.outsider.roles == []


def test_the_last_administrator_stays(session, cast, browse_as):
    actor = cast.actor(cast.administrator)
    for act in (
        lambda: set_network_roles(session, actor, cast.administrator, [NetworkRole.COORDINATOR]),
        lambda: suspend_member(session, actor, cast.administrator),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.fields == {"roles": "last_administrator"}
    browser = browse_as(cast.administrator)
    for page in ("account", "suspend"):
        answer = browser.post(f"/people/{cast.administrator.permalink}/{page}", data={})
        assert answer.status_code == 422
        assert "last administrator" in answer.text


def test_a_suspended_administrator_does_not_count(session, cast):
    actor = cast.actor(cast.administrator)
    set_network_roles(session, actor, cast.editor, BOTH)
    suspend_member(session, actor, cast.editor)
    with pytest.raises(Invalid):
        set_network_roles(session, actor, cast.administrator, [])
    restore_member(session, actor, cast.editor)
    set_network_roles(session, actor, cast.administrator, [])
    assert cast.administrator.roles == []


def test_who_is_suspended_acts_as_a_stranger_until_restored(session, cast):
    suspend_member(session, cast.actor(cast.administrator), cast.editor)
    assert not cast.actor(cast.editor).is_member()
    assert cast.editor.suspended_at is not None
    assert cast.editor.suspended_at <= clock.now()
    restore_member(session, cast.actor(cast.administrator), cast.editor)
    assert cast.actor(cast.editor).is_member()


def test_suspending_and_restoring_by_the_pages(browse_as, session, cast):
    browser = browse_as(cast.administrator)
    browser.post(f"/people/{cast.editor.permalink}/suspend")
    assert "Suspended" in browser.get(f"/people/{cast.editor.permalink}/account").text
    browser.post(f"/people/{cast.editor.permalink}/restore")
    assert "Suspend…" in browser.get(f"/people/{cast.editor.permalink}/account").text
