"""Coordinators open a round; it is seen by those who may see it, and its sign-up ends by itself."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.worker import jobs, work_once
from knowledge import clock
from knowledge.errors import Invalid
from knowledge.notices.models import Notice
from knowledge.people.models import Interest, MemberTopic
from knowledge.rounds.errors import RoundMovedOn, SignUpOver
from knowledge.rounds.models import MatchingRound, RoundState
from knowledge.rounds.settings import change_round, draft_round
from knowledge.rounds.signing_up import begin_sign_up
from knowledge.rounds.stages import end_sign_up, open_round
from knowledge.topics.history import version_of
from knowledge.topics.merging import merge_topics
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.rounds.calling import crowd, draft, open_one, people, settings, sign_up

FORM = {
    "name": "Cold chains",
    "purpose": "Keep vaccines cold.",
    "closes": "2090-03-01T18:00",
    "timezone": "America/Lima",
    "week_of": "2090-03-15",
    "weeks": "8",
    "meeting_minutes": "90",
    "least_size": "4",
    "good_least": "5",
    "good_most": "6",
    "most_size": "8",
    "min_countries": "4",
    "max_per_organization": "1",
}


@pytest.fixture
def in_2090(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2090, 1, 1, tzinfo=UTC))


def worker(app: Flask) -> None:
    with app.app_context():
        assert work_once(jobs(app))


def test_a_round_is_written_opened_and_closes_in_its_coordinators_zone(
    session: Session, cast: Cast, browse_as: SignIn, in_2090: None
) -> None:
    browser = browse_as(cast.coordinator)
    page = browser.post("/rounds/new", data=FORM, follow_redirects=True)
    assert "Only coordinators see this draft" in page.text
    made = session.scalars(select(MatchingRound)).one()
    assert made.closes_at == datetime(2090, 3, 1, 23, tzinfo=UTC), "six in the evening in Lima"
    assert made.week_of.weekday() == 0
    page = browser.post(f"/rounds/{made.permalink}/open", follow_redirects=True)
    assert "The round is open" in page.text
    assert "Cold chains" in browse_as(cast.contributor).get("/desk").text
    assert "Cold chains" in browse_as(cast.contributor).get("/peer-groups").text


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    session: Session, cast: Cast, browse_as: SignIn, in_2090: None
) -> None:
    wrong = {"name": " ", "closes": "2089-01-01T10:00", "timezone": "Mars/Base", "good_most": "3", "weeks": "99"}
    page = browse_as(cast.coordinator).post("/rounds/new", data=FORM | wrong)
    assert page.status_code == 422
    assert 'id="name-error"' in page.text
    page = browse_as(cast.coordinator).post("/rounds/new", data=FORM | wrong | {"name": "Cold chains"})
    assert page.status_code == 422
    for field in ("timezone", "good_most", "weeks"):
        assert f'id="{field}-error"' in page.text, field
    assert "Keep vaccines cold." in page.text
    assert session.scalar(select(MatchingRound.id)) is None


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("closes", {"closes": datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)}),
        ("closes", {"closes": None}),
        ("week_of", {"week_of": date(2020, 1, 1)}),
        # a Friday, after a Wednesday on which sign-up closes: the week begins before
        (
            "week_of",
            {"closes": datetime(2027, 6, 9, 18, tzinfo=UTC).replace(tzinfo=None), "week_of": date(2027, 6, 11)},
        ),
        ("min_countries", {"min_countries": 9}),
        ("max_per_organization", {"max_per_organization": 0}),
        ("meeting_minutes", {"meeting_minutes": 10}),
        ("languages", {"languages": ("xx-nowhere",)}),
        ("least_size", {"least_size": 2}),
    ],
)
def test_settings_that_cannot_work_are_refused(session: Session, cast: Cast, field: str, change: dict) -> None:
    with pytest.raises(Invalid) as refused:
        draft_round(session, cast.actor(cast.coordinator), settings(**change))
    assert field in refused.value.fields


def test_a_draft_is_for_coordinators_alone(session: Session, cast: Cast, browse_as: SignIn) -> None:
    found = draft(session, cast)
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        page = browser.get(f"/rounds/{found.permalink}")
        assert page.status_code == (302 if member is None else 200 if name == "coordinator" else 404), name
        listed = browser.get("/rounds").text
        assert ("Supply chains, spring" in listed) == (name == "coordinator"), name


@pytest.mark.parametrize("page", ["sign-ups", "invite?topic=1", "edit", "end-sign-up", "close"])
def test_only_coordinators_run_a_round_and_see_who_signed_up(
    session: Session, cast: Cast, browse_as: SignIn, page: str
) -> None:
    topic = factories.topic(session, {"en": "Forecasting"})
    found = open_one(session, cast)
    sign_up(session, cast, found, cast.lima_editor, needs=(topic.id,))
    address = f"/rounds/{found.permalink}/{page.replace('=1', f'={topic.id}')}"
    for name, member in cast.everybody().items():
        answer = browse_as(member).get(address)
        assert answer.status_code == (302 if member is None else 200 if name == "coordinator" else 403), name
        assert name in ("coordinator", "lima_editor") or "Lucía" not in answer.text


@pytest.mark.parametrize("act", ["open", "end-sign-up", "close", "invite"])
def test_only_coordinators_move_a_round_on(session: Session, cast: Cast, browse_as: SignIn, act: str) -> None:
    found = draft(session, cast) if act == "open" else open_one(session, cast)
    before = found.state
    refused = 404 if act == "open" else 403  # of a draft they may not even know
    for name, member in cast.everybody().items():
        if name != "coordinator":
            answer = browse_as(member).post(
                f"/rounds/{found.permalink}/{act}", data={"member": cast.editor.id, "topic": 1}
            )
            assert answer.status_code == (401 if member is None else refused), name
    session.expire_all()
    assert found.state == before
    assert session.scalar(select(Notice.id).where(Notice.kind == "round_invited")) is None


def test_sign_up_ends_by_itself_and_the_coordinator_is_told(
    app: Flask, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = open_one(session, cast)
    worker(app)
    session.refresh(found)
    assert found.state == RoundState.OPEN
    later = clock.now() + timedelta(days=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(SignUpOver):  # even before the worker comes by
        begin_sign_up(session, cast.actor(cast.contributor), found)
    session.rollback()
    worker(app)
    session.refresh(found)
    assert found.state == RoundState.MATCHING
    kinds = session.scalars(select(Notice.kind).where(Notice.member_id == cast.coordinator.id)).all()
    assert "round_sign_up_over" in kinds


def test_of_two_coordinators_changing_a_round_the_later_is_told_and_loses_nothing(
    session: Session, cast: Cast, browse_as: SignIn, in_2090: None
) -> None:
    browser = browse_as(cast.coordinator)
    browser.post("/rounds/new", data=FORM)
    made = session.scalars(select(MatchingRound)).one()
    address = f"/rounds/{made.permalink}"
    browser.post(f"{address}/open")
    seen = seen_in(browser.get(f"{address}/edit").text)
    session.commit()
    sign_up(session, cast, made, cast.lima_editor, needs=(factories.topic(session, {"en": "Pumps"}).id,))
    browser.post(f"{address}/edit", data=FORM | {"seen": seen, "weeks": "12"})
    session.commit()
    session.refresh(made)
    assert made.weeks == 12, "a sign-up meanwhile is no change of the settings"
    page = browser.post(f"{address}/edit", data=FORM | {"seen": seen, "name": "Warm chains"})
    assert "Somebody else changed this round meanwhile." in page.text
    assert 'value="Warm chains"' in page.text
    session.commit()
    session.refresh(made)
    assert (made.name, made.weeks) == ("Cold chains", 12)
    browser.post(f"{address}/edit", data=FORM | {"seen": seen_in(page.text), "name": "Warm chains"})
    session.commit()
    session.refresh(made)
    assert (made.name, made.weeks) == ("Warm chains", 8), "knowingly"


def seen_in(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_two_coordinators_opening_and_ending_do_not_cross(session: Session, cast: Cast) -> None:
    found = open_one(session, cast)
    actor = cast.actor(cast.coordinator)
    with pytest.raises(RoundMovedOn):
        open_round(session, actor, found)
    end_sign_up(session, actor, found)
    with pytest.raises(RoundMovedOn):
        end_sign_up(session, actor, found)
    with pytest.raises(RoundMovedOn):
        change_round(session, actor, found, settings(name="Too late"))


def test_the_page_shows_what_is_needed_more_than_offered_and_whom_to_invite(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    topics = [factories.topic(session, {"en": text}) for text in ("Forecasting", "Cold chain")]
    found = open_one(session, cast)
    for member in people(session, 3):
        sign_up(session, cast, found, member, needs=(topics[0].id,), offers=(topics[1].id,))
    cast.lima_editor.interests.append(MemberTopic(topic_id=topics[0].id, interest=Interest.OFFER))
    session.commit()
    browser = browse_as(cast.coordinator)
    page = browser.get(f"/rounds/{found.permalink}/sign-ups").text
    assert "3 need it, 0 offer it:" in page
    assert "enough offer it" in page
    address = f"/rounds/{found.permalink}/invite"
    assert "Lucía Paredes" in browser.get(f"{address}?topic={topics[0].id}").text
    for _ in range(2):
        browser.post(address, data={"topic": topics[0].id, "member": cast.lima_editor.id})
    session.commit()
    told = session.scalars(select(Notice.member_id).where(Notice.kind == "round_invited")).all()
    assert told == [cast.lima_editor.id], "once"


def test_lists_ask_a_bounded_number_of_queries(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries
) -> None:
    topics = [factories.topic(session, {"en": text}) for text in ("Forecasting", "Cold chain", "Waste")]
    found = open_one(session, cast)
    for n in range(8):
        open_one(session, cast, name=f"Round {n}", topics=(topics[n % 3].id,))
    crowd(session, cast, found, topics, 25)
    sign_up(session, cast, found, cast.coordinator, needs=(topics[0].id,))
    browser = browse_as(cast.coordinator)
    for path in (
        "",
        f"/{found.permalink}",
        f"/{found.permalink}/sign-ups",
        f"/{found.permalink}/sign-up",
        f"/{found.permalink}/edit",
    ):
        with count_queries() as queries:
            assert browser.get(f"/rounds{path}").status_code == 200
        assert len(queries) <= 12, (path, queries)
    assert "page=2" in browser.get(f"/rounds/{found.permalink}/sign-ups").text


def test_a_merged_topic_takes_rounds_and_sign_ups_along(session: Session, cast: Cast) -> None:
    old, new = (factories.topic(session, {"en": text}) for text in ("Prognosis", "Forecasting"))
    found = open_one(session, cast, topics=(old.id,))
    signup = sign_up(session, cast, found, cast.contributor, needs=(old.id,), offers=(new.id,))
    merge_topics(session, cast.actor(cast.coordinator), old, new, version_of(session, old))
    session.commit()
    assert [row.topic_id for row in found.topics] == [new.id]
    assert signup.topic_ids(Interest.NEED) == [new.id]
