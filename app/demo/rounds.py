"""Writes the matching rounds of the demo network, open for sign-up from the day it is loaded."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.people.actors import actor_for
from knowledge.people.models import Interest, Member
from knowledge.rounds.models import MatchingRound
from knowledge.rounds.settings import Settings, draft_round
from knowledge.rounds.signing_up import Entry, begin_sign_up, write_sign_up
from knowledge.rounds.stages import open_round
from knowledge.topics.models import Topic

WORKING_DAYS, DAY_HOURS, CLOSES_AT_HOUR = range(5), 24, 18


def write_round(
    session: Session,
    data: Mapping[str, Any],
    permalink: str,
    people: Mapping[str, Member],
    topics: Mapping[str, Topic],
) -> MatchingRound:
    """An open round with those who signed up, and those who only began to."""
    coordinator = people[data["coordinator"]]
    closes = clock.now() + timedelta(days=data["open_for_days"])
    settings = Settings(
        name=data["name"],
        purpose=data["purpose"],
        invitation=data["invitation"],
        closes=closes.replace(tzinfo=None, hour=CLOSES_AT_HOUR, minute=0, second=0, microsecond=0),
        week_of=(closes + timedelta(days=14)).date(),
        timezone=coordinator.timezone,
        topics=tuple(topics[key].id for key in data["topics"]),
        languages=tuple(data["languages"]),
    )
    made = draft_round(session, actor_for(session, coordinator), settings)
    made.permalink = permalink
    open_round(session, actor_for(session, coordinator), made)
    for signup in data["signups"]:
        sign_up(session, made, people[signup["person"]], range(signup["from"], signup["to"]))
    for key in data["begun"]:
        begin_sign_up(session, actor_for(session, people[key]), made)
    return made


def sign_up(session: Session, made: MatchingRound, member: Member, hours: range) -> None:
    """On working days, at these hours of the person's own zone, with what their profile offers and needs."""
    actor = actor_for(session, member)
    begun = begin_sign_up(session, actor, made)
    entry = Entry(
        languages=tuple(begun.languages),
        timezone=begun.timezone,
        hours=tuple(day * DAY_HOURS + hour for day in WORKING_DAYS for hour in hours),
        offers=tuple(begun.topic_ids(Interest.OFFER)),
        needs=tuple(begun.topic_ids(Interest.NEED)),
        consents=True,
    )
    write_sign_up(session, actor, begun, entry, finish=True)
