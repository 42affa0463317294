"""What the form offers to choose from: languages, audiences, teams, authors; read in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.formats import country_name
from app.languages import language_choices
from app.notes.country_lookup import Country, countries_named, find_countries
from app.notes.forms import NoteForm, audience_value
from app.topics.choosing import Choosable, chosen_topics, matches_for
from knowledge.notes.proposal import Proposal
from knowledge.organizations.models import Membership, Team
from knowledge.peer_groups.models import PeerGroup
from knowledge.people.models import Member
from knowledge.permissions import Actor


@dataclass(frozen=True)
class Box:
    """A thing to tick; a fixed one is shown but not the reader's to change."""

    id: int
    label: str
    language: str
    ticked: bool
    fixed: bool = False


@dataclass(frozen=True)
class Offered:
    """All that the form offers beside its own fixed lists."""

    teams: list[Box]
    authors: list[Box]
    countries: list[Country]
    countries_found: list[Country]
    topics: list[Choosable]
    topics_found: list[Choosable]
    queries: dict[str, str]


def offer(session: Session, actor: Actor, form: NoteForm, proposal: Proposal, queries: dict[str, str]) -> Offered:
    """Fill the form's lists, and gather what it shows as boxes. `queries` holds what was looked for without the script."""
    with_current(form.language, list(language_choices()), proposal.language)
    with_current(form.licence, list(form.licence.choices), proposal.content.licence)
    form.audience.choices = audience_choices(session, actor, proposal)
    wanted = {name: text for name, text in queries.items() if text.strip()}
    topics = proposal.content.topics
    return Offered(
        teams=team_boxes(session, actor, proposal),
        authors=author_boxes(session, proposal),
        countries=countries_named(proposal.content.countries),
        countries_found=[
            c for c in find_countries(wanted.get("countries", "")) if c.id not in proposal.content.countries
        ],
        topics=chosen_topics(topics, keep=topics),
        topics_found=matches_for(wanted.get("topics", ""), topics),
        queries=wanted,
    )


def with_current(field: Any, choices: list[tuple[str, Any]], current: str) -> None:
    """Offer these choices, and what is chosen now if it is none of them."""
    known = any(value == current for value, _label in choices)
    field.choices = choices if known or not current else [*choices, (current, current)]


def audience_choices(session: Session, actor: Actor, proposal: Proposal) -> list[tuple[str, str]]:
    ids = actor.groups | ({proposal.peer_group} if proposal.peer_group is not None else set())
    named = select(PeerGroup.id, PeerGroup.name).where(PeerGroup.id.in_(ids)).order_by(PeerGroup.name)
    groups = session.execute(named).all() if ids else []
    choices = [
        ("public", _("Anyone")),
        ("network", _("Every member of the network")),
        ("organization", _("The organizations that own it")),
        *((f"peer_group:{group_id}", _("Only the group %(group)s", group=name)) for group_id, name in groups),
    ]
    if audience_value(proposal) == "peer_group":
        choices.append(("peer_group", _("Only a peer group (none is chosen)")))
    return choices


def team_boxes(session: Session, actor: Actor, proposal: Proposal) -> list[Box]:
    """The reader's teams to tick, and other owners, which only their own people take away."""
    ids = sorted(actor.teams | set(proposal.teams))
    loaded = {team.id: team for team in session.identity_map.values() if isinstance(team, Team)}
    missing = [key for key in ids if key not in loaded]
    if missing:
        loaded |= {team.id: team for team in session.scalars(select(Team).where(Team.id.in_(missing)))}
    teams = [loaded[key] for key in ids if key in loaded]
    return [
        Box(
            team.id,
            f"{team.organization.name}, {country_name(team.country)}",
            team.organization.language,
            ticked=team.id in proposal.teams,
            fixed=team.id not in actor.teams,
        )
        for team in teams
    ]


def author_boxes(session: Session, proposal: Proposal) -> list[Box]:
    """The people of the owner teams, and who is an author already."""
    people = (
        select(Member.id, Member.name)
        .outerjoin(Membership, Membership.member_id == Member.id)
        .where(Membership.team_id.in_(proposal.teams) | Member.id.in_(proposal.authors))
        .distinct()
        .order_by(Member.name, Member.id)
    )
    return [Box(key, name, "", ticked=key in proposal.authors) for key, name in session.execute(people)]
