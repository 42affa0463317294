"""People get the proposal with its reasons and answer; declined places are filled from the waiting; groups begin."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import NotFound
from knowledge.notices.models import Notice
from knowledge.peer_groups.models import GroupState, PeerGroup
from knowledge.peer_groups.standing import members_of
from knowledge.rounds.confirming import end_answering, own_place, send_proposal
from knowledge.rounds.errors import NothingToPropose, ProposalOutdated, RoundMovedOn
from knowledge.rounds.models import RoundState, SignUp
from knowledge.rounds.proposal_models import Answer, Solving
from knowledge.rounds.signing_up import withdraw
from knowledge.topics.models import Topic
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.rounds.calling import Work, by_place, matched, proposed, says


def test_all_accept_by_the_pages_and_an_active_group_begins(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = matched(session, cast, topics, work, 5)
    address = f"/rounds/{found.permalink}"
    page = browse_as(cast.coordinator).post(f"{address}/send", follow_redirects=True)
    assert "Everybody has been told" in page.text
    session.commit()
    placed, _waiting = by_place(session, found)
    for member in placed:
        browser = browse_as(member)
        assert "There is a group for you" in browser.get("/notices").text
        assert "There is a group for you" in browser.get(address).text
        page = browser.get(f"{address}/my-group").text
        assert "Learns about" in page
        assert "These beginnings suit all of you" in page
        page = browser.post(f"{address}/my-group", data={"accept": "yes", "words": ""}, follow_redirects=True)
        assert "You accepted" in page.text
    session.commit()
    group = session.scalars(select(PeerGroup)).one()
    assert group.state == GroupState.ACTIVE
    assert {place.member_id for place in members_of(group)} == {member.id for member in placed}
    assert [row.topic_id for row in group.topics] == [topics[0].id]
    session.refresh(found)
    assert found.state == RoundState.CONFIRMED
    page = browse_as(placed[0]).get(f"/peer-groups/{group.permalink}").text
    assert "First meeting, proposed" in page
    assert "First meeting" not in browse_as(cast.editor).get(f"/peer-groups/{group.permalink}").text
    kinds = session.scalars(select(Notice.kind).where(Notice.member_id == placed[0].id)).all()
    assert "group_activated" in kinds


def test_a_declined_place_goes_to_somebody_who_waits_and_the_answers_of_the_others_stand(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = proposed(session, cast, topics, work, 9, least_size=8, good_least=8, good_most=8)
    placed, waiting = by_place(session, found)
    assert (len(placed), len(waiting)) == (8, 1)
    says(session, cast, found, placed[0], accepts=True)
    says(session, cast, found, placed[1], accepts=False, words="I am on leave until May.")
    assert "I am on leave until May." not in browse_as(placed[2]).get(f"/rounds/{found.permalink}/my-group").text
    work()
    now, left = by_place(session, found)
    assert waiting[0] in now
    assert placed[1] not in now
    assert left == []
    kinds = session.scalars(select(Notice.kind).where(Notice.member_id == waiting[0].id)).all()
    assert "round_placed" in kinds
    assert own_place(session, cast.actor(placed[0]), found).answer == Answer.ACCEPTED
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    assert "I am on leave until May." in page
    for member in [*placed[2:], waiting[0]]:
        says(session, cast, found, member, accepts=True)
    group = session.scalars(select(PeerGroup)).one()
    assert len(members_of(group)) == 8


def test_groups_that_lost_nobody_are_left_alone_by_a_refill(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    found = proposed(session, cast, topics, work, 9, most_size=4, good_least=4, good_most=4)
    placed, waiting = by_place(session, found)
    assert (len(placed), len(waiting)) == (8, 1)
    first = own_place(session, cast.actor(placed[0]), found).group
    assert first is not None
    whole = [place.signup.member for place in first.places]
    other = next(member for member in placed if member not in whole)
    for member in whole:
        says(session, cast, found, member, accepts=True)
    assert len(session.scalars(select(PeerGroup)).all()) == 1, "it begins while the other is still asked"
    says(session, cast, found, other, accepts=False)
    work()
    now, _left = by_place(session, found)
    assert waiting[0] in now
    for member in now:
        if own_place(session, cast.actor(member), found).answer == Answer.ASKED:
            says(session, cast, found, member, accepts=True)
    groups = session.scalars(select(PeerGroup)).all()
    assert sorted(len(members_of(group)) for group in groups) == [4, 4]
    assert found.state == RoundState.CONFIRMED


def test_who_does_not_answer_takes_no_place_and_a_group_too_small_does_not_begin(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    found = proposed(session, cast, topics, work, 5)
    placed, _waiting = by_place(session, found)
    for member in placed[:3]:
        says(session, cast, found, member, accepts=True)
    end_answering(session, cast.actor(cast.coordinator), found)
    session.commit()
    assert found.state == RoundState.CONFIRMED
    assert session.scalars(select(PeerGroup)).all() == []
    told = session.scalars(select(Notice.member_id).where(Notice.kind == "round_no_group")).all()
    assert sorted(told) == sorted(member.id for member in placed[:3])


def test_a_proposal_from_which_somebody_withdrew_is_not_sent(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = matched(session, cast, topics, work, 6)
    signup = session.scalars(select(SignUp)).first()
    withdraw(session, cast.actor(signup.member), signup)
    session.commit()
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    assert "1 person has withdrawn since." in page
    with pytest.raises(ProposalOutdated):
        send_proposal(session, cast.actor(cast.coordinator), found)


def test_nothing_is_sent_before_there_is_a_group(session: Session, cast: Cast, topics: list[Topic], work: Work) -> None:
    found = matched(session, cast, topics, work, 3)
    with pytest.raises(NothingToPropose):
        send_proposal(session, cast.actor(cast.coordinator), found)


def test_an_answer_counts_once(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = proposed(session, cast, topics, work, 5)
    placed, _waiting = by_place(session, found)
    says(session, cast, found, placed[0], accepts=True)
    with pytest.raises(RoundMovedOn):
        says(session, cast, found, placed[0], accepts=False)
    session.rollback()
    page = browse_as(placed[0]).post(f"/rounds/{found.permalink}/my-group", data={"decline": "yes"})
    assert "nothing was changed" in page.text


def test_only_who_is_placed_sees_the_group_and_answers(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = proposed(session, cast, topics, work, 5)
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        page = browser.get(f"/rounds/{found.permalink}/my-group")
        assert page.status_code == 302, name
        assert page.location.endswith(f"/rounds/{found.permalink}") or member is None, name
        assert "Person 0" not in browser.get(f"/rounds/{found.permalink}").text, name
        assert browser.post(f"/rounds/{found.permalink}/my-group", data={"accept": "y"}).status_code in (401, 404)
        if name != "coordinator":
            for act in ("send", "end-answering"):
                assert browser.post(f"/rounds/{found.permalink}/{act}").status_code in (401, 403), name
    with pytest.raises(NotFound):
        own_place(session, cast.actor(cast.coordinator), found)


def test_the_weeks_begin_and_end_by_themselves(
    app: Flask, session: Session, cast: Cast, topics: list[Topic], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = proposed(session, cast, topics, work, 5)
    for member in by_place(session, found)[0]:
        says(session, cast, found, member, accepts=True)
    for days, state in ((25, RoundState.RUNNING), (120, RoundState.CLOSED)):
        later = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        work()
        session.refresh(found)
        assert found.state == state


def test_the_pages_ask_a_bounded_number_of_queries(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn, count_queries: CountQueries
) -> None:
    found = proposed(session, cast, topics, work, 9, most_size=4, good_least=4, good_most=4)
    placed, _waiting = by_place(session, found)
    for member in own_place(session, cast.actor(placed[0]), found).group.places:
        says(session, cast, found, member.signup.member, accepts=True)
    group = session.scalars(select(PeerGroup)).one()
    inside = browse_as(placed[0])
    visits = [(inside, f"/rounds/{found.permalink}"), (inside, f"/rounds/{found.permalink}/my-group")]
    visits += [
        (browse_as(cast.coordinator), f"/rounds/{found.permalink}/proposal"),
        (inside, f"/peer-groups/{group.permalink}"),
    ]
    for browser, path in visits:
        with count_queries() as queries:
            assert browser.get(path).status_code == 200
        assert len(queries) <= 12, (path, len(queries), queries)
    assert len(session.scalars(select(Solving)).all()) == 1
