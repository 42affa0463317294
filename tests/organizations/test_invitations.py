"""Joining by invitation."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from knowledge import clock
from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notices.models import Notice
from knowledge.organizations.asking import ask_as_stranger
from knowledge.organizations.invitations import (
    LASTS,
    InvitationWithdrawn,
    OtherAddress,
    accept_as_member,
    accept_as_new_person,
    find_invitation,
    invite,
    list_invitations,
    require_open,
    withdraw_invitation,
)
from knowledge.organizations.models import Invitation, Membership, TeamRole
from knowledge.people.addresses import find_by_address
from knowledge.people.links import LinkExpired, LinkUnknown, LinkUsed
from knowledge.people.models import Member
from knowledge.people.passwords import password_matches
from tests.factories import PASSWORD
from tests.people.letterbox import PLAIN, last_link, last_token, letters

NEW = "fatou@example.org"
CHOSEN = "a well in every village"
AT = "/organizations/points-eau/SN/invitations"


def sent(session, cast, to=NEW, role=TeamRole.EDITOR, by=None):
    invite(session, cast.actor(by or cast.focal_point), cast.dakar, to, role, PLAIN)
    return last_token(session, "invitation")


def role_of(session, member, team):
    row = session.get(Membership, (member.id, team.id))
    return row.role if row else None


def test_a_new_person_accepts_with_name_and_password(session, cast):
    member = accept_as_new_person(session, sent(session, cast), "Fatou Ba", CHOSEN, "fr")
    assert (member.name, member.email, member.interface_language) == ("Fatou Ba", NEW, "fr")
    assert member.email_confirmed_at is not None
    assert password_matches(member.password_hash, CHOSEN)
    assert role_of(session, member, cast.dakar) == TeamRole.EDITOR
    told = session.scalars(select(Notice)).one()
    assert (told.member_id, told.kind) == (cast.focal_point.id, "invitation_accepted")


def test_a_member_accepts_without_a_new_account(session, cast):
    before = session.scalar(select(func.count()).select_from(Member))
    token = sent(session, cast, cast.lima_editor.email.upper())
    accept_as_member(session, cast.lima_editor, token)
    assert role_of(session, cast.lima_editor, cast.dakar) == TeamRole.EDITOR
    assert session.scalar(select(func.count()).select_from(Member)) == before


def test_an_invitation_for_another_address_stays_open(session, cast):
    token = sent(session, cast)
    with pytest.raises(OtherAddress):
        accept_as_member(session, cast.lima_editor, token)
    require_open(find_invitation(session, token))


def test_it_works_once(session, cast):
    token = sent(session, cast)
    accept_as_new_person(session, token, "Fatou Ba", CHOSEN)
    with pytest.raises(LinkUsed):
        accept_as_new_person(session, token, "Somebody", CHOSEN)


def test_it_expires_after_seven_days(session, cast, monkeypatch):
    token = sent(session, cast)
    assert timedelta(days=7) == LASTS
    later = clock.now() + LASTS
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(LinkExpired):
        accept_as_new_person(session, token, "Fatou Ba", CHOSEN)


def test_it_can_be_taken_back(session, cast):
    token = sent(session, cast)
    actor = cast.actor(cast.focal_point)
    withdraw_invitation(session, actor, cast.dakar, find_invitation(session, token).id)
    with pytest.raises(InvitationWithdrawn):
        accept_as_new_person(session, token, "Fatou Ba", CHOSEN)
    assert list_invitations(session, actor, cast.dakar).items == []


def test_one_team_cannot_take_back_the_invitation_of_another(session, cast):
    number = find_invitation(session, sent(session, cast)).id
    with pytest.raises(NotFound):
        withdraw_invitation(session, cast.actor(cast.administrator), cast.lima, number)


def test_a_second_invitation_replaces_the_first(session, cast):
    first = sent(session, cast)
    second = sent(session, cast, role=TeamRole.CONTRIBUTOR)
    with pytest.raises(InvitationWithdrawn):
        require_open(find_invitation(session, first))
    require_open(find_invitation(session, second))
    assert list_invitations(session, cast.actor(cast.focal_point), cast.dakar).total == 1


def test_only_the_digest_is_kept(session, cast):
    assert sent(session, cast) not in session.scalars(select(Invitation.token_digest)).all()


@pytest.mark.parametrize(("to", "code"), [("nobody", "address_form"), ("colleague", "already_in_team")])
def test_who_cannot_be_invited(session, cast, to, code):
    address = cast.editor.email if to == "colleague" else to
    with pytest.raises(Invalid) as refused:
        sent(session, cast, address)
    assert refused.value.fields == {"email": code}


def test_only_those_who_manage_the_team_invite_list_and_withdraw(session, cast):
    number = find_invitation(session, sent(session, cast)).id
    acts = (
        lambda actor: invite(session, actor, cast.dakar, "x@example.org", TeamRole.EDITOR, PLAIN),
        lambda actor: list_invitations(session, actor, cast.dakar),
        lambda actor: withdraw_invitation(session, actor, cast.dakar, number),
    )
    for name, member in cast.everybody().items():
        for act in acts:
            if name in ("focal_point", "administrator"):
                act(cast.actor(member))
            else:
                with pytest.raises(NotAllowed):
                    act(cast.actor(member))


def test_accepting_answers_what_the_person_asked_meanwhile(session, cast):
    ask_as_stranger(session, cast.dakar, "Fatou", NEW, "Let me in", "fr", PLAIN)
    member = accept_as_new_person(session, sent(session, cast), "Fatou Ba", CHOSEN)
    assert find_by_address(session, NEW) is member


def test_a_member_keeps_the_higher_role(session, cast):
    token = sent(session, cast, cast.outsider.email, TeamRole.CONTRIBUTOR)
    session.add(Membership(member_id=cast.outsider.id, team_id=cast.dakar.id, role=TeamRole.EDITOR))
    accept_as_member(session, cast.outsider, token)
    assert role_of(session, cast.outsider, cast.dakar) == TeamRole.EDITOR


def post_invitation(browse_as, cast, session, to=NEW):
    browser = browse_as(cast.focal_point)
    assert browser.post(AT, data={"email": to, "role": "editor"}).status_code == 302
    return last_link(session, to)


def test_the_way_of_a_new_person_by_the_pages(browse_as, client, session, cast):
    link = post_invitation(browse_as, cast, session)
    page = client.get(link).text
    assert "Khady Sow" in page
    assert NEW in page
    refused = client.post(link, data={"name": "Fatou Ba", "password": "short"})
    assert refused.status_code == 422
    assert 'value="Fatou Ba"' in refused.text
    done = client.post(link, data={"name": "Fatou Ba", "password": CHOSEN})
    assert done.headers["Location"] == "/people/profile"
    assert "Fatou Ba" in client.get("/organizations/points-eau/SN").text


def test_a_used_expired_or_withdrawn_link_says_so_and_what_to_do(browse_as, client, session, cast, monkeypatch):
    used = post_invitation(browse_as, cast, session)
    client.post(used, data={"name": "Fatou Ba", "password": CHOSEN})
    client.post("/people/sign-out")
    taken_back = post_invitation(browse_as, cast, session, "other@example.org")
    post_invitation(browse_as, cast, session, "other@example.org")
    for link, words in ((used, "used already"), (taken_back, "taken back")):
        answer = client.get(link)
        assert answer.status_code == 410
        assert words in answer.text
        assert "Khady Sow" in answer.text
    expired = post_invitation(browse_as, cast, session, "third@example.org")
    later = clock.now() + LASTS
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = client.get(expired)
    assert answer.status_code == 410
    assert "expired" in answer.text


def test_a_changed_link_is_refused(browse_as, client, session, cast):
    link = post_invitation(browse_as, cast, session)
    for broken in (link[:-3], "/people/invitation", "/people/invitation?link=invented"):
        answer = client.get(broken)
        assert answer.status_code == 404
        assert "not complete" in answer.text


def test_who_has_an_account_is_led_to_sign_in_and_back(browse_as, client, session, cast):
    link = post_invitation(browse_as, cast, session, cast.outsider.email)
    assert "Sign in to accept" in client.get(link).text
    answer = client.post(
        "/people/sign-in", query_string={"next": link}, data={"email": cast.outsider.email, "password": PASSWORD}
    )
    assert answer.headers["Location"] == link
    assert "Join the team" in client.get(link).text
    assert client.post(link).headers["Location"] == "/organizations/points-eau/SN"
    session.commit()
    assert role_of(session, cast.outsider, cast.dakar) == TeamRole.EDITOR


def test_who_is_signed_in_under_another_address_is_told(browse_as, session, cast):
    link = post_invitation(browse_as, cast, session)
    browser = browse_as(cast.outsider)
    page = browser.get(link)
    assert "another address" in page.text
    assert NEW in page.text
    assert cast.outsider.email in page.text
    assert browser.post(link).status_code == 403
    session.commit()
    assert role_of(session, cast.outsider, cast.dakar) is None


def test_taking_back_by_the_page(browse_as, client, session, cast):
    link = post_invitation(browse_as, cast, session)
    number = session.scalar(select(Invitation.id))
    browse_as(cast.focal_point).post(f"{AT}/{number}/withdraw")
    assert client.get(link).status_code == 410


def test_taking_back_what_was_accepted_is_a_conflict(browse_as, client, session, cast):
    client.post(post_invitation(browse_as, cast, session), data={"name": "Fatou Ba", "password": CHOSEN})
    session.commit()
    number = session.scalar(select(Invitation.id))
    assert browse_as(cast.focal_point).post(f"{AT}/{number}/withdraw").status_code == 409


def test_the_letter_is_in_the_language_of_the_inviters_page_and_at_the_configured_address(browse_as, session, cast):
    browse_as(cast.focal_point).post(
        AT, data={"email": NEW, "role": "editor"}, headers={"X-Forwarded-Host": "evil.example"}
    )
    text = letters(session, NEW)[0].text
    assert "http://localhost/people/invitation?link=" in text
    assert "evil.example" not in text


def test_the_letter_to_an_unknown_token_is_unknown(session, cast):
    with pytest.raises(LinkUnknown):
        find_invitation(session, "invented")
