"""Two people take the last place at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.extensions import db
from knowledge.base import write_intent
from knowledge.peer_groups import places
from knowledge.peer_groups.errors import GroupFull
from knowledge.peer_groups.models import PeerGroup
from knowledge.peer_groups.proposing import Proposal, propose_group
from knowledge.peer_groups.standing import members_of
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from tests import factories
from tests.personas import Cast


def take_the_place(engine: Engine, start: Barrier, group_id: int, member_id: int) -> str:
    start.wait()
    with write_intent(), Session(engine) as session:
        group, member = session.get_one(PeerGroup, group_id), session.get_one(Member, member_id)
        try:
            places.accept_invitation(session, actor_for(session, member), group)
        except GroupFull:
            return "told"
        session.commit()
        return "in"


def test_one_gets_it_and_the_other_is_told(app: Flask, session: Session, cast: Cast) -> None:
    rule = Proposal(name="Four", purpose="Four people.", language="en", min_size=4, max_size=4)
    group = propose_group(session, cast.actor(cast.contributor), rule)
    host = cast.actor(cast.contributor)
    people = []
    for country in ("PE", "KE", "NP", "JO"):
        organization = factories.organization(session, f"Office of {country}")
        member = factories.member(session, f"Person {country}", team=factories.team(session, organization, country))
        places.invite(session, host, group, member.id)
        people.append(member)
    for member in people[:2]:
        places.accept_invitation(session, cast.actor(member), group)
    ids = [member.id for member in people[2:]]
    group_id = group.id
    session.commit()
    with app.app_context():
        engine = db.engine
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda member_id: take_the_place(engine, start, group_id, member_id), ids))
    assert sorted(outcomes) == ["in", "told"]
    assert len(members_of(session.get_one(PeerGroup, group_id))) == 4
