"""Groups are sought by the worker, can be stopped and gone on from, and come with a reason for everybody."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands import matching
from app.commands.worker import jobs, work_once
from knowledge import clock
from knowledge.errors import Invalid, NotAllowed
from knowledge.notices.models import Notice
from knowledge.peer_groups.matching.scoring import broken_rules
from knowledge.rounds.as_solved import round_of
from knowledge.rounds.confirming import send_proposal
from knowledge.rounds.errors import NobodyToMatch, NothingUnderWay, RoundMovedOn, SolvingAlready
from knowledge.rounds.models import RoundState, SignUp
from knowledge.rounds.proposal_models import ProposedPlace, Solving, SolvingState
from knowledge.rounds.signing_up import withdraw
from knowledge.rounds.solving import ask_to_solve, ask_to_stop, groups_of, take_up_search
from knowledge.rounds.stages import close_round, end_sign_up
from knowledge.rounds.standing import standing_proposal
from knowledge.topics.models import Topic
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.rounds.calling import Work, crowd, during, form_groups, open_one, people, ready, sign_up


def test_a_coordinator_has_groups_formed_and_reads_why(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = ready(session, cast, topics)
    browser = browse_as(cast.coordinator)
    address = f"/rounds/{found.permalink}"
    page = browser.post(f"{address}/match", data={"seconds": "5"}, follow_redirects=True)
    assert "Groups are being sought" in page.text
    work()
    page = browser.get(f"{address}/proposal").text
    assert "2 groups proposed" in page
    assert "12 are placed." in page
    assert "that is proven" in page
    assert "Learns about" in page
    assert "All speak English." in page
    assert session.scalars(select(Notice.kind).where(Notice.kind == "round_solved")).all() == ["round_solved"]
    solving = session.scalars(select(Solving)).one()
    matching_round = round_of(session, found)
    for members in groups_of(session, solving.id):
        assert broken_rules(matching_round, [matching_round.places[str(one)] for one in members]) == []


def test_who_avoids_whom_is_kept_apart_without_being_told(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = open_one(session, cast)
    signups = crowd(session, cast, found, topics, 8)
    last = sign_up(
        session,
        cast,
        found,
        cast.lima_editor,
        needs=(topics[0].id,),
        avoids=tuple(one.member_id for one in signups[1:]),
    )
    form_groups(session, cast, found, work)
    place = session.scalars(select(ProposedPlace).where(ProposedPlace.signup_id == last.id)).one()
    assert place.group_id is None
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    why = page[page.index('id="waiting"') : page.index('id="groups"')]
    assert "Lucía Paredes" in why
    assert "breaks a rule of the round" in why
    assert "Person" not in why, "whom she avoids is named nowhere"
    send_proposal(session, cast.actor(cast.coordinator), found)
    session.commit()
    for path in ("/notices", f"/rounds/{found.permalink}", f"/rounds/{found.permalink}/my-group"):
        page = browse_as(signups[1].member).get(path, follow_redirects=True).text
        assert "Lucía" not in page, path


def test_a_round_of_three_people_says_so(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = ready(session, cast, topics, 3)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    work()
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    assert "Only 3 people take part, and the smallest group has 4." in page


def test_the_smallest_relaxation_that_helps_is_named(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = open_one(session, cast, min_countries=4)
    for member in people(session, 6, ("SN", "PE", "KE")):
        sign_up(session, cast, found, member, needs=(topics[0].id,))
    form_groups(session, cast, found, work)
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    assert "come from 3 countries at most; 4 are wanted." in page
    assert "Allow 3 countries in a group: 6 more people placed" in page


def test_nobody_sharing_a_language_is_told_for_each(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = open_one(session, cast)
    for member, language in zip(people(session, 6), ("en", "fr", "es", "pt", "ar", "ru"), strict=True):
        sign_up(session, cast, found, member, languages=(language,), needs=(topics[0].id,))
    form_groups(session, cast, found, work)
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    assert "0 groups proposed" in page
    assert "At no hour can 3 others meet who speak Russian." in page


def test_all_of_one_organization_are_told_so(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    organization = factories.organization(session, "One for all")
    found = open_one(session, cast)
    for code in ("SN", "PE", "KE", "NP", "FR", "MA"):
        member = factories.member(session, f"From {code}", team=factories.team(session, organization, code))
        sign_up(session, cast, found, member, needs=(topics[0].id,))
    form_groups(session, cast, found, work)
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    assert "are of too few organizations" in page


def test_a_zone_that_is_no_longer_known_places_nobody_and_breaks_nothing(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = ready(session, cast, topics, 6)
    session.scalars(select(SignUp)).first().timezone = "Mars/Base"
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    work()
    assert "Gave no hours." in browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text


@pytest.mark.parametrize("seconds", [0, -1, 999_999])
def test_a_time_limit_that_is_none_is_refused(
    session: Session, cast: Cast, topics: list[Topic], browse_as: SignIn, seconds: int
) -> None:
    found = ready(session, cast, topics, 4)
    with pytest.raises(Invalid):
        ask_to_solve(session, cast.actor(cast.coordinator), found, seconds)
    browser = browse_as(cast.coordinator)
    page = browser.post(f"/rounds/{found.permalink}/match", data={"seconds": str(seconds)}, follow_redirects=True)
    assert "Choose from 1 to 3,600 seconds." in page.text


def test_two_coordinators_start_at_once_and_one_is_told(
    session: Session, cast: Cast, topics: list[Topic], browse_as: SignIn
) -> None:
    found = ready(session, cast, topics, 4)
    browser = browse_as(cast.coordinator)
    browser.post(f"/rounds/{found.permalink}/match", data={"seconds": "5"})
    page = browser.post(f"/rounds/{found.permalink}/match", data={"seconds": "5"}, follow_redirects=True)
    assert "A search for groups is under way already" in page.text
    session.commit()
    assert len(session.scalars(select(Solving)).all()) == 1
    with pytest.raises(SolvingAlready):
        ask_to_solve(session, cast.actor(cast.coordinator), found, 5)


def test_an_open_or_empty_round_is_not_matched(session: Session, cast: Cast) -> None:
    found, actor = open_one(session, cast), cast.actor(cast.coordinator)
    with pytest.raises(RoundMovedOn):
        ask_to_solve(session, actor, found, 5)
    end_sign_up(session, actor, found)
    with pytest.raises(NobodyToMatch):
        ask_to_solve(session, actor, found, 5)
    with pytest.raises(NothingUnderWay):
        ask_to_stop(session, actor, found)


def test_who_withdraws_while_groups_are_sought_is_in_none(
    session: Session, cast: Cast, topics: list[Topic], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ready(session, cast, topics)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    signup = session.scalars(select(SignUp).order_by(SignUp.id)).first()

    def leave() -> None:
        withdraw(session, cast.actor(signup.member), signup)
        session.commit()

    during(monkeypatch, leave)
    work()
    places = session.scalars(select(ProposedPlace)).all()
    assert len(places) == 11
    assert signup.id not in {place.signup_id for place in places}


def test_a_round_that_is_closed_meanwhile_keeps_no_proposal(
    session: Session, cast: Cast, topics: list[Topic], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ready(session, cast, topics)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)

    def close() -> None:
        close_round(session, cast.actor(cast.coordinator), found)
        session.commit()

    during(monkeypatch, close)
    work()
    assert session.scalars(select(Solving.state)).all() == [SolvingState.DROPPED]
    assert standing_proposal(session, found) is None
    assert session.scalars(select(ProposedPlace)).all() == []


def test_a_search_that_is_stopped_keeps_its_best_and_can_be_gone_on_from(
    session: Session, cast: Cast, topics: list[Topic], work: Work, monkeypatch: pytest.MonkeyPatch, browse_as: SignIn
) -> None:
    found = ready(session, cast, topics)
    actor = cast.actor(cast.coordinator)
    ask_to_solve(session, actor, found, 600)
    ask_to_stop(session, actor, found)
    work()
    first = session.scalars(select(Solving)).one()
    assert first.state == SolvingState.STOPPED
    assert sum(map(len, groups_of(session, first.id))) == 12 - (first.unplaced or 0)
    started = []
    find = matching.find_groups

    def find_groups(task: matching.Task, shared: matching.Watched) -> matching.Found:
        started.append(len(task.start))
        return find(task, shared)

    monkeypatch.setattr(matching, "find_groups", find_groups)
    browse_as(cast.coordinator).post(f"/rounds/{found.permalink}/match", data={"seconds": "5", "go_on": "yes"})
    work()
    assert started == [len(groups_of(session, first.id))]


def test_a_search_that_a_worker_left_without_a_word_is_taken_up_again(
    session: Session, cast: Cast, topics: list[Topic], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ready(session, cast, topics, 4)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    assert take_up_search(session) is not None
    assert take_up_search(session) is None, "another worker leaves it alone"
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert take_up_search(session) is not None


def test_a_mistake_of_ours_is_said_and_the_round_can_be_solved_again(
    app: Flask, session: Session, cast: Cast, topics: list[Topic], monkeypatch: pytest.MonkeyPatch, browse_as: SignIn
) -> None:
    found = ready(session, cast, topics, 4)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    session.commit()

    def fail() -> None:
        raise ZeroDivisionError

    during(monkeypatch, fail)
    with app.app_context():
        assert not work_once(jobs(app))
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    assert "The search could not be finished." in page
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)


def test_a_proposal_is_for_coordinators_alone(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = ready(session, cast, topics)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    work()
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        page = browser.get(f"/rounds/{found.permalink}/proposal")
        assert page.status_code == (302 if member is None else 200 if name == "coordinator" else 403), name
        for act in ("match", "stop"):
            if name != "coordinator":
                answer = browser.post(f"/rounds/{found.permalink}/{act}", data={"seconds": "5"})
                assert answer.status_code in (401, 403), name
    with pytest.raises(NotAllowed):
        ask_to_solve(session, cast.actor(cast.administrator), found, 5)


def test_the_proposal_asks_a_bounded_number_of_queries(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn, count_queries: CountQueries
) -> None:
    found = ready(session, cast, topics, 48)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 3)
    work()
    assert found.state == RoundState.MATCHING
    browser = browse_as(cast.coordinator)
    with count_queries() as queries:
        page = browser.get(f"/rounds/{found.permalink}/proposal")
    assert len(queries) <= 12, queries
    assert "48 people signed up" in page.text
