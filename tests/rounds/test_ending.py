"""How a round ends for everybody in it: first meetings that are still to come, and word for those without a group."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.peer_groups.models import PeerGroup
from knowledge.rounds.confirming import own_place, send_proposal
from knowledge.rounds.models import RoundState
from knowledge.rounds.proposal_models import Answer, ProposedGroup
from knowledge.rounds.stages import close_round
from knowledge.topics.models import Topic
from tests.conftest import SignIn
from tests.personas import Cast
from tests.rounds.calling import (
    Work,
    by_place,
    crowd,
    form_groups,
    matched,
    open_one,
    proposed,
    says,
    told,
    withdrawn,
)


def test_answers_that_come_late_lead_to_a_first_meeting_still_to_come(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2034, 3, 1, tzinfo=UTC))
    found = open_one(session, cast)
    crowd(session, cast, found, topics, 4, timezone="Europe/Paris")
    form_groups(session, cast, found, work)
    send_proposal(session, cast.actor(cast.coordinator), found)
    session.commit()
    placed, _waiting = by_place(session, found)
    address = f"/rounds/{found.permalink}/my-group"
    assert "These beginnings suit all of you" in browse_as(placed[0]).get(address).text
    later = datetime(2034, 3, 30, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = browse_as(placed[0]).get(address).text
    assert "These beginnings suit all of you" not in page
    assert "The first week has begun." in page
    for member in placed:
        says(session, cast, found, member, accepts=True)
    at = session.scalars(select(ProposedGroup.first_meeting_at)).one()
    assert at == datetime(2034, 4, 5, 6, tzinfo=UTC), "the next Wednesday at eight, now in summer time"
    assert at.astimezone(ZoneInfo("Europe/Paris")).hour == 8
    group = session.scalars(select(PeerGroup)).one()
    assert "First meeting, proposed" in browse_as(placed[0]).get(f"/peer-groups/{group.permalink}").text


def test_who_withdrew_while_waiting_is_not_told_to_wait(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    found = matched(session, cast, topics, work, 7, good_most=5, most_size=5)
    _placed, waiting = by_place(session, found)
    withdrawn(session, cast, found, waiting[0])
    send_proposal(session, cast.actor(cast.coordinator), found)
    assert told(session, "round_waiting") == [waiting[1].id]


def test_when_answers_are_waited_for_no_longer_everybody_hears_what_became_of_them(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = proposed(session, cast, topics, work, 6, good_most=5, most_size=5)
    placed, waiting = by_place(session, found)
    for member in placed[1:]:
        says(session, cast, found, member, accepts=True)
    browse_as(cast.coordinator).post(f"/rounds/{found.permalink}/end-answering")
    session.commit()
    session.refresh(found)
    assert found.state == RoundState.CONFIRMED
    page = browse_as(cast.coordinator).get("/notices").text
    assert "Everybody has answered" not in page
    assert "The answering in the matching round" in page
    assert told(session, "round_not_answered") == [placed[0].id]
    assert "your place in the matching round" in browse_as(placed[0]).get("/notices").text
    assert told(session, "round_no_place") == [waiting[0].id]
    assert "There is no group for you this time" in browse_as(waiting[0]).get("/notices").text


def test_when_a_round_is_ended_early_those_without_a_group_are_told(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    found = proposed(session, cast, topics, work, 9, most_size=4, good_least=4, good_most=4)
    placed, waiting = by_place(session, found)
    whole = own_place(session, cast.actor(placed[0]), found).group
    inside = [place.signup.member for place in whole.places]
    for member in inside:
        says(session, cast, found, member, accepts=True)
    close_round(session, cast.actor(cast.coordinator), found)
    without = [member for member in placed if member not in inside] + waiting
    assert told(session, "round_ended") == sorted(member.id for member in without)


def test_a_round_that_ends_with_all_groups_at_work_tells_nobody(
    session: Session, cast: Cast, topics: list[Topic], work: Work
) -> None:
    found = proposed(session, cast, topics, work, 5)
    for member in by_place(session, found)[0]:
        says(session, cast, found, member, accepts=True)
    close_round(session, cast.actor(cast.coordinator), found)
    assert told(session, "round_ended") == []


def test_the_desk_leads_to_the_group_that_waits_for_an_answer_and_says_how_far_a_round_is(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = proposed(session, cast, topics, work, 6, good_most=5, most_size=5)
    placed, waiting = by_place(session, found)
    for path in ("/desk", "/peer-groups"):
        page = browse_as(placed[0]).get(path).text
        assert "A group waits for your answer" in page
        assert f'href="/rounds/{found.permalink}/my-group"' in page
        page = browse_as(waiting[0]).get(path).text
        assert "Groups are proposed" in page
        assert "A group waits for your answer" not in page
    says(session, cast, found, placed[0], accepts=True)
    page = browse_as(placed[0]).get("/desk").text
    assert "A group waits for your answer" not in page
    assert "Groups are being formed" not in page


def test_an_answer_that_says_neither_yes_nor_no_is_none(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = proposed(session, cast, topics, work, 5)
    member = by_place(session, found)[0][0]
    page = browse_as(member).post(f"/rounds/{found.permalink}/my-group", data={"words": "I have to ask first."})
    assert "Say whether you accept the place or decline it." in page.text
    assert "I have to ask first." in page.text
    session.commit()
    assert own_place(session, cast.actor(member), found).answer == Answer.ASKED
