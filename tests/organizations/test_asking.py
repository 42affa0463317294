"""Joining by asking."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from knowledge import clock
from knowledge.errors import Conflict, Invalid, NotAllowed
from knowledge.notices.models import Notice
from knowledge.organizations.answering import accept_request, decline_request, find_request, list_requests
from knowledge.organizations.asking import ask_as_member, ask_as_stranger, confirm_request
from knowledge.organizations.models import JoinRequest, Membership, RequestState, TeamRole
from knowledge.people.addresses import find_by_address
from knowledge.people.links import LinkUsed
from knowledge.people.models import Member
from knowledge.people.recovering import ask_new_password, set_password_by_link
from tests import factories
from tests.people.letterbox import PLAIN, last_link, last_token, letters

NEW = "fatou@example.org"
AT = "/organizations/points-eau/SN"
TYPED = {"name": "Fatou Ba", "email": NEW, "words": "I count pumps in Thiès."}


def ask(session, cast, team=None, name="Fatou Ba"):
    ask_as_stranger(session, team or cast.dakar, name, NEW, "I count pumps.", "fr", PLAIN)
    return last_token(session, "confirm_request")


def asked(session, cast):
    return confirm_request(session, ask(session, cast))


def told(session):
    return [(n.member_id, n.kind) for n in session.scalars(select(Notice).order_by(Notice.id))]


def test_a_stranger_is_no_member_before_a_team_lets_them_in(session, cast):
    request = asked(session, cast)
    assert request.state == RequestState.OPEN
    assert not cast.actor(request.member).is_member()
    ask_new_password(session, NEW, PLAIN)
    assert letters(session, NEW)[-1].subject == "no_account"


def test_the_focal_points_are_told_once_the_address_is_confirmed(session, cast):
    token = ask(session, cast)
    assert told(session) == []
    confirm_request(session, token)
    assert told(session) == [(cast.focal_point.id, "join_request")]
    with pytest.raises(LinkUsed):
        confirm_request(session, token)


def test_a_team_without_focal_point_is_answered_for_by_administrators(session, cast):
    confirm_request(session, ask(session, cast, cast.lima))
    assert told(session) == [(cast.administrator.id, "join_request")]


def test_a_link_confirms_its_own_request_alone(session, cast):
    mine = ask(session, cast)
    ask(session, cast, cast.lima)
    assert confirm_request(session, mine).team is cast.dakar
    assert list_requests(session, cast.actor(cast.administrator), cast.lima).total == 0


def test_nobody_renames_somebody_whose_request_is_open(session, cast):
    request = asked(session, cast)
    ask(session, cast, cast.lima, name="Not Fatou")
    assert request.member.name == "Fatou Ba"


def test_asking_twice_makes_one_request(session, cast):
    first = asked(session, cast)
    assert asked(session, cast) is first
    assert list_requests(session, cast.actor(cast.focal_point), cast.dakar).total == 1


def test_who_has_an_account_is_told_by_mail_alone(session, cast, client):
    answers = [client.post(f"{AT}/join", data={**TYPED, "email": address}) for address in (cast.outsider.email, NEW)]
    assert [(a.status_code, a.headers["Location"]) for a in answers] == [(302, AT), (302, AT)]
    assert "account already" in letters(session, cast.outsider.email)[0].subject
    assert session.scalar(select(func.count()).select_from(JoinRequest)) == 1


def test_the_letter_to_a_typed_address_holds_nothing_else_that_was_typed(client, session, cast):
    client.post(f"{AT}/join", data={**TYPED, "name": "Win at evil.example", "words": "Buy now"})
    letter = letters(session, NEW)[0]
    assert "evil.example" not in letter.text + letter.subject
    assert "Buy now" not in letter.text


def test_accepting_makes_the_stranger_a_member_who_chooses_a_password(session, cast):
    request = asked(session, cast)
    accept_request(session, cast.actor(cast.focal_point), request, TeamRole.EDITOR, PLAIN)
    member = set_password_by_link(session, last_token(session, "request_accepted"), "a well in a village", PLAIN)
    actor = cast.actor(member)
    assert actor.is_member()
    assert actor.has_role_in(cast.dakar.id, TeamRole.EDITOR)


def test_declining_tells_the_stranger_and_keeps_nothing(session, cast):
    request = asked(session, cast)
    decline_request(session, cast.actor(cast.focal_point), request, PLAIN)
    assert letters(session, NEW)[-1].subject == "request_declined"
    assert find_by_address(session, NEW) is None
    assert session.scalar(select(func.count()).select_from(JoinRequest)) == 0


def test_declining_keeps_somebody_who_waits_for_another_team(session, cast):
    request = asked(session, cast)
    confirm_request(session, ask(session, cast, cast.lima))
    decline_request(session, cast.actor(cast.focal_point), request, PLAIN)
    assert find_by_address(session, NEW) is not None


def test_a_member_asks_and_is_answered_by_notice(session, cast):
    member = cast.lima_editor
    first = ask_as_member(session, cast.actor(member), member, cast.dakar, "I move to Dakar.")
    assert ask_as_member(session, cast.actor(member), member, cast.dakar, "In May.") is first
    accept_request(session, cast.actor(cast.focal_point), first, TeamRole.CONTRIBUTOR, PLAIN)
    assert (member.id, "join_accepted") in told(session)
    assert session.get(Membership, (member.id, cast.dakar.id)).role == TeamRole.CONTRIBUTOR
    again = ask_as_member(session, cast.actor(cast.outsider), cast.outsider, cast.dakar, "")
    decline_request(session, cast.actor(cast.focal_point), again, PLAIN)
    assert (cast.outsider.id, "join_declined") in told(session)
    assert find_by_address(session, cast.outsider.email) is not None


def test_who_is_in_the_team_cannot_ask(session, cast):
    with pytest.raises(NotAllowed):
        ask_as_member(session, cast.actor(cast.editor), cast.editor, cast.dakar, "")


def test_words_have_a_length(session, cast):
    with pytest.raises(Invalid):
        ask_as_stranger(session, cast.dakar, "F", NEW, "x" * 2001, None, PLAIN)


def test_only_those_who_manage_the_team_read_and_answer(session, cast):
    for name, member in cast.everybody().items():
        actor = cast.actor(member)
        request = JoinRequest(team=cast.dakar, member=factories.member(session, "Asker"), words="")
        session.add(request)
        session.flush()
        acts = (
            lambda actor=actor: list_requests(session, actor, cast.dakar),
            lambda actor=actor, r=request: find_request(session, actor, cast.dakar, r.id),
            lambda actor=actor, r=request: accept_request(session, actor, r, TeamRole.EDITOR, PLAIN),
        )
        for act in acts:
            if name in ("focal_point", "administrator"):
                act()
            else:
                with pytest.raises(NotAllowed):
                    act()


def test_of_two_who_answer_one_is_told_that_somebody_did(session, cast):
    request = asked(session, cast)
    accept_request(session, cast.actor(cast.focal_point), request, TeamRole.EDITOR, PLAIN)
    for answer in (
        lambda: accept_request(session, cast.actor(cast.administrator), request, TeamRole.EDITOR, PLAIN),
        lambda: decline_request(session, cast.actor(cast.administrator), request, PLAIN),
    ):
        with pytest.raises(Conflict):
            answer()


def test_requests_that_were_never_confirmed_are_forgotten(session, cast, monkeypatch):
    ask(session, cast)
    later = clock.now() + timedelta(days=4)
    monkeypatch.setattr(clock, "now", lambda: later)
    ask_as_stranger(session, cast.dakar, "Other", "other@example.org", "", None, PLAIN)
    assert find_by_address(session, NEW) is None
    assert session.scalar(select(func.count()).select_from(Member).where(Member.name == "Other")) == 1


def test_the_way_of_a_stranger_by_the_pages(client, browse_as, session, cast):
    assert client.get(f"{AT}/join").status_code == 200
    client.post(f"{AT}/join", data=TYPED)
    link = last_link(session, NEW)
    assert "I count pumps in Thiès." in client.get(link).text
    assert client.post(link).headers["Location"] == AT
    assert client.get(link).status_code == 410
    focal_point = browse_as(cast.focal_point)
    assert "I count pumps in Thiès." in focal_point.get(f"{AT}/requests").text
    number = session.scalar(select(JoinRequest.id))
    focal_point.post(f"{AT}/requests/{number}", data={"answer": "accept", "role": "contributor"})
    chosen = client.post(last_link(session, NEW), data={"password": "a well in a village"})
    assert chosen.headers["Location"] == "/desk"
    assert "Fatou Ba" in client.get(AT).text


def test_the_second_focal_point_is_told_on_the_page(browse_as, session, cast):
    second = factories.member(session, "Second", team=cast.dakar, role=TeamRole.FOCAL_POINT)
    request = asked(session, cast)
    session.commit()
    one, two = browse_as(cast.focal_point), browse_as(second)
    answer = {"answer": "accept", "role": "editor"}
    one.post(f"{AT}/requests/{request.id}", data=answer)
    two.post(f"{AT}/requests/{request.id}", data={"answer": "decline"})
    assert "Somebody else of your team has answered" in two.get(f"{AT}/requests").text
    assert len(letters(session, NEW)) == 2


def test_a_member_asks_with_one_click(browse_as, session, cast):
    browser = browse_as(cast.outsider)
    assert browser.post(f"{AT}/join", data={"words": "Hello"}).status_code == 302
    again = browser.get(f"{AT}/join").text
    assert "You asked to join" in again
    assert "Hello" in again
    assert browse_as(cast.editor).get(f"{AT}/join").status_code == 403


def test_what_is_typed_wrongly_stays_with_its_message(client, cast):
    answer = client.post(f"{AT}/join", data={**TYPED, "email": "fatou"})
    assert answer.status_code == 422
    assert "does not look like a mail address" in answer.text
    assert "Thiès" in answer.text
