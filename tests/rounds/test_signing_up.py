"""Signing up for a round: five minutes, kept while unfinished, changed until it closes, private where it says so."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.commands.worker import jobs, work_once
from knowledge import clock
from knowledge.errors import Invalid, NotFound
from knowledge.notices.models import Notice
from knowledge.organizations.models import Membership, Team
from knowledge.peer_groups.errors import NoTeam
from knowledge.peer_groups.models import PlaceState
from knowledge.peer_groups.places import set_place
from knowledge.peer_groups.proposing import Proposal, propose_group
from knowledge.people.models import Interest, MemberTopic
from knowledge.rounds.confirming import send_proposal
from knowledge.rounds.errors import RoundMovedOn
from knowledge.rounds.models import RoundState, SignUp
from knowledge.rounds.signing_up import begin_sign_up, withdraw, write_sign_up
from knowledge.topics.models import Topic
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.rounds.calling import WEDNESDAY, Work, by_place, crowd, entry, form_groups, open_one, people, sign_up

FORM = {"languages": ["fr", "en"], "timezone": "Africa/Dakar", "hours": ["9", "10", "33", "34"], "consents": "y"}


def test_it_begins_with_the_profile_and_takes_part_once_finished(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    topic = factories.topic(session, {"en": "Forecasting"})
    cast.contributor.interests.append(MemberTopic(topic_id=topic.id, interest=Interest.NEED))
    found = open_one(session, cast)
    browser = browse_as(cast.contributor)
    address = f"/rounds/{found.permalink}"
    page = browser.post(f"{address}/begin", follow_redirects=True)
    assert "Forecasting" in page.text
    assert '<option selected value="Africa/Dakar">' in page.text
    assert "You began to sign up" in browser.get(address).text
    page = browser.post(f"{address}/sign-up", data=FORM | {"needs": str(topic.id)}, follow_redirects=True)
    assert "You are signed up" in page.text
    session.commit()
    signup = session.scalars(select(SignUp)).one()
    assert (signup.hours, signup.timezone, signup.takes_part) == ([9, 10, 33, 34], "Africa/Dakar", True)
    assert 'aria-label="Monday 9:00' in browser.get(f"{address}/sign-up").text


def test_what_matching_needs_is_asked_for_at_its_field(session: Session, cast: Cast, browse_as: SignIn) -> None:
    found = open_one(session, cast)
    browser = browse_as(cast.contributor)
    browser.post(f"/rounds/{found.permalink}/begin")
    empty = {"timezone": "Mars/Base", "hours": ["1"]}
    page = browser.post(f"/rounds/{found.permalink}/sign-up", data=empty)
    assert page.status_code == 422
    assert "Choose a time zone from the list." in page.text
    assert "A meeting needs hours that follow each other" in page.text
    for field in ("languages", "timezone", "hours", "needs", "consents"):
        assert f'id="{field}-error"' in page.text, field
    assert 'value="1" aria-label="Monday 1:00' in page.text
    session.commit()
    assert not session.scalars(select(SignUp)).one().takes_part


@pytest.mark.parametrize("hours", [["999"], ["-4"], ["x"], ["168"]])
def test_hours_that_are_none_are_refused(session: Session, cast: Cast, browse_as: SignIn, hours: list[str]) -> None:
    found = open_one(session, cast)
    browser = browse_as(cast.contributor)
    browser.post(f"/rounds/{found.permalink}/begin")
    page = browser.post(f"/rounds/{found.permalink}/sign-up", data=FORM | {"hours": hours})
    assert page.status_code == 422
    assert "One of the hours is none of a week" in page.text


def test_half_of_it_can_be_kept_and_is_reminded_of_once(
    app: Flask, session: Session, cast: Cast, browse_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = open_one(session, cast)
    sign_up(session, cast, found, cast.lima_editor)
    browser = browse_as(cast.contributor)
    browser.post(f"/rounds/{found.permalink}/begin")
    half = {"languages": ["fr"], "timezone": "Africa/Dakar", "hours": ["9"], "later": "yes"}
    page = browser.post(f"/rounds/{found.permalink}/sign-up", data=half, follow_redirects=True)
    assert "It is kept, and not finished yet." in page.text
    later = clock.now() + timedelta(days=9)
    monkeypatch.setattr(clock, "now", lambda: later)
    for _ in range(2):
        with app.app_context():
            assert work_once(jobs(app))
    session.commit()
    told = session.scalars(select(Notice.member_id).where(Notice.kind == "round_unfinished")).all()
    assert told == [cast.contributor.id]


def test_nobody_signs_up_twice(session: Session, cast: Cast) -> None:
    found = open_one(session, cast)
    actor = cast.actor(cast.contributor)
    assert begin_sign_up(session, actor, found).id == begin_sign_up(session, actor, found).id


def test_who_withdrew_may_come_back_with_what_was_written(session: Session, cast: Cast, browse_as: SignIn) -> None:
    found = open_one(session, cast)
    sign_up(session, cast, found, cast.contributor)
    browser = browse_as(cast.contributor)
    assert "Withdraw from this round?" in browser.get(f"/rounds/{found.permalink}/withdraw").text
    page = browser.post(f"/rounds/{found.permalink}/withdraw", follow_redirects=True)
    assert "You take no part" in page.text
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/sign-ups").text
    assert "0 people take part" in page
    assert cast.contributor.name not in page
    browser.post(f"/rounds/{found.permalink}/begin")
    session.expire_all()
    signup = session.scalars(select(SignUp)).one()
    assert (signup.takes_part, len(signup.hours)) == (False, 10)


def test_nothing_changes_after_closing_but_one_can_still_withdraw(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    found = open_one(session, cast)
    signup = sign_up(session, cast, found, cast.contributor)
    browser = browse_as(cast.contributor)
    found.closes_at = clock.now() - timedelta(minutes=1)
    session.commit()
    painted = FORM | {"needs": "1", "hours": ["20", "21", "22"]}
    page = browser.post(f"/rounds/{found.permalink}/sign-up", data=painted)
    assert "Sign-up has closed in the meantime" in page.text
    session.commit()
    found.state = RoundState.MATCHING
    session.commit()
    page = browser.post(f"/rounds/{found.permalink}/sign-up", data=painted)
    assert page.status_code == 422
    assert "Sign-up has closed in the meantime" in page.text
    assert is_painted(page.text, 21), "nothing is lost"
    session.commit()
    withdraw(session, cast.actor(cast.contributor), signup)
    found.state = RoundState.PROPOSED
    with pytest.raises(RoundMovedOn):
        withdraw(session, cast.actor(cast.contributor), signup)


def test_somebody_without_a_team_is_told_to_join_one(session: Session, cast: Cast, browse_as: SignIn) -> None:
    found = open_one(session, cast)
    browser = browse_as(cast.outsider)
    assert "Join a team first" in browser.get(f"/rounds/{found.permalink}").text
    page = browser.post(f"/rounds/{found.permalink}/begin", follow_redirects=True)
    assert "Join a team first" in page.text
    session.commit()
    with pytest.raises(NoTeam):
        begin_sign_up(session, cast.actor(cast.outsider), found)


def test_whom_one_avoids_and_when_one_is_free_is_shown_to_nobody_else(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    avoided = people(session, 1, ("TO",))[0]
    avoided.name = "Sione Taufa"
    found = open_one(session, cast)
    friday = f'datetime="{found.week_of + timedelta(days=4)}'
    free = (*WEDNESDAY, 4 * 24 + 9, 4 * 24 + 10)
    sign_up(session, cast, found, cast.lima_editor, avoids=(avoided.id,), hours=free, needs=(topics[1].id,))
    mate = crowd(session, cast, found, topics, 3)[0].member
    own = browse_as(cast.lima_editor).get(f"/rounds/{found.permalink}/sign-up").text
    assert "Sione Taufa" in own
    assert is_painted(own, 4 * 24 + 9)
    address, others = f"/rounds/{found.permalink}", cast.everybody() | {"mate": mate}
    others = {name: member for name, member in others.items() if name not in ("stranger", "lima_editor")}

    def nobody_reads_it_on(*paths: str) -> None:
        for name, member in others.items():
            for path in paths:
                page = browse_as(member).get(path, follow_redirects=True).text
                assert "Sione" not in page, (name, path)
                assert friday not in page, (name, path)
                assert not is_painted(page, 4 * 24 + 9), (name, path)

    nobody_reads_it_on(address, f"{address}/sign-up", f"{address}/sign-ups")
    form_groups(session, cast, found, work)
    send_proposal(session, cast.actor(cast.coordinator), found)
    session.commit()
    assert {cast.lima_editor, mate} <= set(by_place(session, found)[0])
    nobody_reads_it_on(f"{address}/proposal", f"{address}/my-group", "/notices")


def test_who_left_the_team_meanwhile_is_told_so_and_loses_nothing(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    found, topic = open_one(session, cast), factories.topic(session, {"en": "Forecasting"})
    browser = browse_as(cast.contributor)
    browser.post(f"/rounds/{found.permalink}/begin")
    session.commit()
    session.execute(delete(Membership).where(Membership.member_id == cast.contributor.id))
    session.commit()
    page = browser.post(f"/rounds/{found.permalink}/sign-up", data=FORM | {"needs": str(topic.id)})
    assert page.status_code == 422
    assert "Join a team first." in page.text
    assert is_painted(page.text, 33)


def is_painted(page: str, hour: int) -> bool:
    return re.search(rf'name="hours" value="{hour}" aria-label="[^"]*" checked', page) is not None


def test_who_withdrew_on_another_page_is_told_that_nothing_was_saved(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    found = open_one(session, cast)
    browser = browse_as(cast.contributor)
    browser.post(f"/rounds/{found.permalink}/begin")
    browser.post(f"/rounds/{found.permalink}/withdraw", follow_redirects=True)
    page = browser.post(f"/rounds/{found.permalink}/sign-up", data=FORM | {"needs": "1"}, follow_redirects=True)
    assert "You take no part in this round." in page.text


def test_another_persons_sign_up_cannot_be_changed(session: Session, cast: Cast) -> None:
    found = open_one(session, cast)
    signup = sign_up(session, cast, found, cast.contributor)
    for member in (cast.coordinator, cast.administrator, cast.editor):
        with pytest.raises(NotFound):
            write_sign_up(session, cast.actor(member), signup, entry(), finish=True)
        with pytest.raises(NotFound):
            withdraw(session, cast.actor(member), signup)


def test_people_are_found_by_name_without_a_script(session: Session, cast: Cast, browse_as: SignIn) -> None:
    found = open_one(session, cast)
    browser = browse_as(cast.contributor)
    browser.post(f"/rounds/{found.permalink}/begin")
    page = browser.post(f"/rounds/{found.permalink}/sign-up", data=FORM | {"avoids-query": "lucía", "find": "avoids"})
    assert f'name="avoids" value="{cast.lima_editor.id}"' in page.text
    assert 'value="33" aria-label="Tuesday 9:00' in page.text


def test_it_names_those_one_was_in_a_group_with(session: Session, cast: Cast, browse_as: SignIn) -> None:
    group = propose_group(
        session, cast.actor(cast.contributor), Proposal(name="Pumps", purpose="Pumps.", language="fr")
    )
    session.flush()
    lima = session.get_one(Team, cast.lima.id)
    assert lima.country == "PE"
    set_place(session, group, cast.lima_editor.id, lima, PlaceState.LEFT)
    found = open_one(session, cast)
    browser = browse_as(cast.contributor)
    browser.post(f"/rounds/{found.permalink}/begin")
    page = browser.get(f"/rounds/{found.permalink}/sign-up").text
    assert "People you have met" in page
    assert "Lucía Paredes" in page


def test_a_language_the_round_does_not_have_is_refused(session: Session, cast: Cast) -> None:
    found = open_one(session, cast, languages=("fr",))
    with pytest.raises(Invalid) as refused:
        sign_up(session, cast, found, cast.contributor, languages=("en",))
    assert set(refused.value.fields) == {"languages"}
