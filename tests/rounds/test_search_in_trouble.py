"""A search for groups meets others: a coordinator on a stale page, a second worker, a database that is away, a worker's end."""

from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.commands import matching
from app.commands.worker import jobs, work_once
from knowledge import clock
from knowledge.notices.models import Notice
from knowledge.peer_groups.matching.solving import solve
from knowledge.peer_groups.models import PeerGroup
from knowledge.rounds.confirming import send_proposal
from knowledge.rounds.errors import SolvingAlready
from knowledge.rounds.models import MatchingRound, RoundState
from knowledge.rounds.proposal_models import ProposedPlace, Solving, SolvingState
from knowledge.rounds.proposing import give_up, keep_result
from knowledge.rounds.solving import Task, ask_to_solve, ask_to_stop, groups_of, report, take_up_search
from knowledge.rounds.stages import close_round
from knowledge.rounds.standing import standing_proposal
from knowledge.topics.models import Topic
from tests.conftest import SignIn
from tests.personas import Cast
from tests.rounds.calling import Work, by_place, during, matched, proposed, ready, says, told


def test_nothing_is_proposed_while_groups_are_sought_anew(
    session: Session, cast: Cast, topics: list[Topic], work: Work, browse_as: SignIn
) -> None:
    found = matched(session, cast, topics, work, 5)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5, go_on=True)
    session.commit()
    page = browse_as(cast.coordinator).post(f"/rounds/{found.permalink}/send", follow_redirects=True)
    assert "A search for groups is under way already" in page.text
    session.commit()
    with pytest.raises(SolvingAlready):
        send_proposal(session, cast.actor(cast.coordinator), found)
    session.rollback()
    assert told(session, "round_placed") == []
    work()
    send_proposal(session, cast.actor(cast.coordinator), found)
    assert len(told(session, "round_placed")) == 5


def test_a_search_whose_round_moved_on_takes_no_earlier_result_away(
    session: Session, cast: Cast, topics: list[Topic], work: Work, monkeypatch: pytest.MonkeyPatch, browse_as: SignIn
) -> None:
    found = matched(session, cast, topics, work, 5)
    first = standing_proposal(session, found)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)

    def close() -> None:
        close_round(session, cast.actor(cast.coordinator), found)
        session.commit()

    during(monkeypatch, close)
    work()
    assert standing_proposal(session, found) == first
    assert "1 group proposed" in browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text


def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(task: Task, shared: matching.Watched) -> matching.Found:
        raise ZeroDivisionError

    monkeypatch.setattr(matching, "find_groups", fail)


@pytest.mark.parametrize("everybody", [True, False])
def test_when_a_refill_fails_the_answering_goes_on_without_it(
    app: Flask,
    session: Session,
    cast: Cast,
    topics: list[Topic],
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
    browse_as: SignIn,
    everybody: bool,
) -> None:
    found = proposed(session, cast, topics, work, 6, good_most=5, most_size=5)
    placed, waiting = by_place(session, found)
    assert (len(placed), len(waiting)) == (5, 1)
    session.execute(update(Notice).values(read_at=clock.now()))
    for member in placed[1 : 5 if everybody else 4]:
        says(session, cast, found, member, accepts=True)
    says(session, cast, found, placed[0], accepts=False)
    failing(monkeypatch)
    with app.app_context():
        assert not work_once(jobs(app))
    session.commit()
    session.refresh(found)
    if everybody:
        assert found.state == RoundState.CONFIRMED
        assert len(session.scalars(select(PeerGroup)).all()) == 1, "the four who accepted"
        return
    assert told(session, "round_solved") == [cast.coordinator.id] * 2, "once more, who opened the round"
    browser = browse_as(cast.coordinator)
    page = browser.get(f"/rounds/{found.permalink}/proposal").text
    assert "The search could not be finished." in page
    assert placed[1].name in page
    assert "Wait no longer for answers" in page
    browser.post(f"/rounds/{found.permalink}/end-answering")
    session.commit()
    session.refresh(found)
    assert found.state == RoundState.CONFIRMED


def test_a_search_that_failed_leaves_the_last_result_to_be_proposed(
    app: Flask,
    session: Session,
    cast: Cast,
    topics: list[Topic],
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
    browse_as: SignIn,
) -> None:
    found = matched(session, cast, topics, work, 5)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    session.commit()
    failing(monkeypatch)
    with app.app_context():
        assert not work_once(jobs(app))
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    for words in (
        "The search could not be finished.",
        "Try again</button>",
        "Propose the groups to the people in them",
    ):
        assert words in page, words


def test_of_two_workers_on_one_search_only_the_last_that_took_it_up_is_heard(
    session: Session, cast: Cast, topics: list[Topic], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ready(session, cast, topics, 4)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    silent = take_up_search(session)
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    other = take_up_search(session)
    assert silent is not None
    assert other is not None
    result = solve(other.matching, 5)
    solving = session.scalars(select(Solving)).one()
    assert report(session, silent, None, 1.0), "it is to stop"
    assert keep_result(session, silent, result, [], 1.0) is None
    give_up(session, silent)
    assert (solving.state, session.scalars(select(ProposedPlace)).all()) == (SolvingState.SOLVING, [])
    assert keep_result(session, other, result, [], 1.0) is None
    for late in (silent, other):
        assert keep_result(session, late, result, [], 1.0) is None
        give_up(session, late)
    assert solving.state == SolvingState.DONE
    assert len(session.scalars(select(ProposedPlace)).all()) == 4


def away() -> OperationalError:
    return OperationalError("UPDATE", {}, Exception("database is locked"))


def test_a_database_that_is_away_for_a_moment_ends_no_search(
    session: Session, cast: Cast, topics: list[Topic], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ready(session, cast, topics, 4)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    reported, kept = Event(), []
    find, keep = matching.find_groups, matching.keep_result

    def report_in_vain(*_arguments: object) -> bool:
        reported.set()
        raise away()

    def find_once_reported(task: Task, shared: matching.Watched) -> matching.Found:
        assert reported.wait(60)
        return find(task, shared)

    def keep_the_second_time(*arguments: object, **named: object) -> Task | None:
        kept.append(True)
        if len(kept) == 1:
            raise away()
        return keep(*arguments, **named)

    monkeypatch.setattr(matching, "SAID_EVERY_S", 0.01)
    monkeypatch.setattr(matching, "report", report_in_vain)
    monkeypatch.setattr(matching, "find_groups", find_once_reported)
    monkeypatch.setattr(matching, "keep_result", keep_the_second_time)
    work()
    assert session.scalars(select(Solving.state)).all() == [SolvingState.DONE]
    assert len(session.scalars(select(ProposedPlace)).all()) == 4


def test_a_result_that_cannot_be_kept_at_all_is_sought_again_later(
    app: Flask, session: Session, cast: Cast, topics: list[Topic], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ready(session, cast, topics, 4)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    session.commit()

    def keep_in_vain(*_arguments: object, **_named: object) -> None:
        raise away()

    monkeypatch.setattr(matching, "SAID_EVERY_S", 0.01)
    monkeypatch.setattr(matching, "keep_result", keep_in_vain)
    with app.app_context():
        assert not work_once(jobs(app))
    session.commit()
    assert session.scalars(select(Solving.state)).all() == [SolvingState.SOLVING]
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert take_up_search(session) is not None


def cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver ends before its time, as soon as it is told to."""
    find = matching.find_groups

    def find_groups(task: Task, shared: matching.Watched) -> matching.Found:
        assert shared.stop.wait(60)
        return find(task, shared)

    monkeypatch.setattr(matching, "SAID_EVERY_S", 0.01)
    monkeypatch.setattr(matching, "find_groups", find_groups)


def stop_the_worker(app: Flask, session: Session) -> None:
    """A worker takes the search up and is told to stop at once."""
    session.commit()
    with app.app_context():
        assert matching.solve_next(lambda: True) == 1
    session.commit()


def start_of_next(session: Session) -> tuple[int, int]:
    """How many groups the next worker begins with, and how many people."""
    task = take_up_search(session)
    assert task is not None
    return len(task.start), len(task.matching.people)


def test_a_worker_that_ends_leaves_its_search_to_the_next(
    app: Flask, session: Session, cast: Cast, topics: list[Topic], monkeypatch: pytest.MonkeyPatch, browse_as: SignIn
) -> None:
    found = ready(session, cast, topics, 12)
    first = ask_to_solve(session, cast.actor(cast.coordinator), found, 600)
    cut_short(monkeypatch)
    stop_the_worker(app, session)
    page = browse_as(cast.coordinator).get(f"/rounds/{found.permalink}/proposal").text
    assert "The search waits for the worker" in page
    assert told(session, "round_solved") == []
    session.refresh(first)
    had = len(groups_of(session, first.id)) if first.state == SolvingState.STOPPED else 0
    assert start_of_next(session) == (had, 12)


def test_a_worker_that_ends_while_it_refills_leaves_that_to_the_next_with_all_answers(
    app: Flask, session: Session, cast: Cast, topics: list[Topic], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = proposed(session, cast, topics, work, 6, good_most=5, most_size=5)
    placed, waiting = by_place(session, found)
    says(session, cast, found, placed[0], accepts=True)
    says(session, cast, found, placed[1], accepts=False)
    with monkeypatch.context() as patch:
        cut_short(patch)
        stop_the_worker(app, session)
    assert session.scalars(select(Solving.state).order_by(Solving.id)).all() == [
        SolvingState.DONE,
        SolvingState.WAITING,
    ]
    work()
    assert waiting[0] in by_place(session, found)[0]


def test_a_coordinators_stop_holds_even_when_the_worker_ends(
    app: Flask, session: Session, cast: Cast, topics: list[Topic], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: MatchingRound = ready(session, cast, topics, 12)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 600)
    ask_to_stop(session, cast.actor(cast.coordinator), found)
    cut_short(monkeypatch)
    stop_the_worker(app, session)
    assert session.scalars(select(Solving.state)).all() == [SolvingState.STOPPED]
    assert told(session, "round_solved") == [cast.coordinator.id]
