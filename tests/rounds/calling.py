"""Rounds and sign-ups for tests, made through the services as the pages make them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands import matching
from knowledge import clock
from knowledge.notices.models import Notice
from knowledge.people.models import Member
from knowledge.rounds.confirming import answer, send_proposal
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.proposal_models import ProposedPlace
from knowledge.rounds.settings import Settings, draft_round
from knowledge.rounds.signing_up import Entry, begin_sign_up, own_sign_up, withdraw, write_sign_up
from knowledge.rounds.solving import ask_to_solve
from knowledge.rounds.stages import end_sign_up, open_round
from knowledge.rounds.standing import standing_proposal
from knowledge.topics.models import Topic
from tests import factories
from tests.personas import Cast

Work = Callable[[], None]
"""One pass of the worker."""
NUMBERS = count(1)
WEDNESDAY = tuple(range(2 * 24 + 8, 2 * 24 + 18))  # eight to six
COUNTRIES = ("SN", "KE", "PE", "NP", "FR", "MA", "VN", "CL", "BD", "PL", "FJ", "JO", "BR", "UG", "KG", "HT")


def settings(**changes: Any) -> Settings:
    now = clock.now()
    given = Settings(
        name="Supply chains, spring",
        purpose="Forecast **together**.",
        invitation="Bring your hardest case.",
        closes=(now + timedelta(days=10)).replace(tzinfo=None, second=0, microsecond=0),
        week_of=(now + timedelta(days=20)).date(),
        timezone="UTC",
        min_countries=3,
    )
    return replace(given, **changes)


def draft(session: Session, cast: Cast, **changes: Any) -> MatchingRound:
    made = draft_round(session, cast.actor(cast.coordinator), settings(**changes))
    session.commit()
    return made


def open_one(session: Session, cast: Cast, **changes: Any) -> MatchingRound:
    made = draft(session, cast, **changes)
    open_round(session, cast.actor(cast.coordinator), made)
    session.commit()
    return made


def entry(**changes: Any) -> Entry:
    given = Entry(languages=("en",), timezone="UTC", hours=WEDNESDAY, needs=(1,), consents=True)
    return replace(given, **changes)


def sign_up(session: Session, cast: Cast, found: MatchingRound, member: Member, **changes: Any) -> SignUp:
    actor = cast.actor(member)
    signup = begin_sign_up(session, actor, found)
    write_sign_up(session, actor, signup, entry(**changes), finish=True)
    session.commit()
    return signup


def people(session: Session, number: int, countries: tuple[str, ...] = COUNTRIES) -> list[Member]:
    """So many people, each of an organization of their own, the countries in turn."""
    made = []
    for n in range(number):
        organization = factories.organization(session, f"Office {next(NUMBERS)} of {countries[n % len(countries)]}")
        team = factories.team(session, organization, countries[n % len(countries)])
        made.append(factories.member(session, f"Person {n:02}", team=team, languages=["en"]))
    session.commit()
    return made


def crowd(
    session: Session, cast: Cast, found: MatchingRound, topics: list[Topic], number: int, **changes: Any
) -> list[SignUp]:
    """So many people signed up; each offers one topic and needs the next."""
    made = []
    for n, member in enumerate(people(session, number)):
        offer, need = topics[n % len(topics)].id, topics[(n + 1) % len(topics)].id
        made.append(sign_up(session, cast, found, member, **({"offers": (offer,), "needs": (need,)} | changes)))
    return made


def form_groups(session: Session, cast: Cast, found: MatchingRound, work: Work) -> None:
    """The coordinator ends sign-up and starts the solver, and the worker runs it."""
    end_sign_up(session, cast.actor(cast.coordinator), found)
    ask_to_solve(session, cast.actor(cast.coordinator), found, 5)
    work()


def ready(session: Session, cast: Cast, topics: list[Topic], number: int = 12, **changes: Any) -> MatchingRound:
    """A round whose sign-up is over."""
    found = open_one(session, cast, **changes)
    crowd(session, cast, found, topics, number)
    end_sign_up(session, cast.actor(cast.coordinator), found)
    session.commit()
    return found


def during(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Something happens once while the solver is at work."""
    find, happened = matching.find_groups, []

    def find_groups(task: matching.Task, shared: matching.Watched) -> matching.Found:
        if not happened:
            happened.append(True)
            act()
        return find(task, shared)

    monkeypatch.setattr(matching, "find_groups", find_groups)


def matched(
    session: Session, cast: Cast, topics: list[Topic], work: Work, number: int, **changes: Any
) -> MatchingRound:
    """A round of which the solver has formed groups."""
    found = open_one(session, cast, topics=(topics[0].id,), **changes)
    crowd(session, cast, found, topics, number)
    form_groups(session, cast, found, work)
    return found


def proposed(
    session: Session, cast: Cast, topics: list[Topic], work: Work, number: int, **changes: Any
) -> MatchingRound:
    found = matched(session, cast, topics, work, number, **changes)
    send_proposal(session, cast.actor(cast.coordinator), found)
    session.commit()
    return found


def by_place(session: Session, found: MatchingRound) -> tuple[list[Member], list[Member]]:
    """Those in a group of the proposal that stands, and those who wait."""
    proposal = standing_proposal(session, found)
    assert proposal is not None
    places = session.scalars(select(ProposedPlace).where(ProposedPlace.solving_id == proposal.id)).all()
    people = [(place.signup.member, place.group_id is not None) for place in places]
    return [m for m, inside in people if inside], [m for m, inside in people if not inside]


def says(session: Session, cast: Cast, found: MatchingRound, member: Member, *, accepts: bool, words: str = "") -> None:
    answer(session, cast.actor(member), found, accepts=accepts, words=words)
    session.commit()


def told(session: Session, kind: str) -> list[int]:
    """Who was told so, by id."""
    return sorted(session.scalars(select(Notice.member_id).where(Notice.kind == kind)))


def withdrawn(session: Session, cast: Cast, found: MatchingRound, member: Member) -> None:
    """The member takes no part after all."""
    signup = own_sign_up(session, cast.actor(member), found)
    assert signup is not None
    withdraw(session, cast.actor(member), signup)
    session.commit()
