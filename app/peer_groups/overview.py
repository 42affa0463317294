"""What pages of groups show, made ready: cards for lists, what is missing in words, the reader's own standing."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import web
from app.context import reader_languages
from app.formats import country_name, team_words
from knowledge.organizations.models import Organization
from knowledge.peer_groups.models import GroupState, PeerGroup, Place, PlaceState
from knowledge.peer_groups.places import place_of, teams_of
from knowledge.peer_groups.standing import Standing, members_of, standing_of
from knowledge.topics.labels import TopicLabelView, labels_for


@dataclass(frozen=True)
class GroupCard:
    """A group in a list."""

    group: PeerGroup
    standing: Standing
    countries: tuple[str, ...]
    missing: str
    topics: tuple[TopicLabelView, ...]
    own_state: str


@dataclass(frozen=True)
class PlaceLine:
    """A person in, invited to or asking for the group."""

    place: Place
    about: str


def missing_words(group: PeerGroup, standing: Standing) -> str:
    """What the group still needs, said plainly; empty when it needs nothing."""
    if group.state == GroupState.CLOSED:
        return ""
    parts = []
    if standing.missing_countries:
        n = standing.missing_countries
        parts.append(ngettext("one more country", "%(num)s more countries", n))
    if standing.missing_organizations:
        n = standing.missing_organizations
        parts.append(ngettext("one more organization", "%(num)s more organizations", n))
    if standing.missing_people:
        n = standing.missing_people
        parts.append(ngettext("one more person", "%(num)s more people", n))
    return _(", ").join(parts)


def group_cards(groups: Sequence[PeerGroup], member_id: int | None) -> list[GroupCard]:
    """Cards for a list of groups, with all topic labels in one query."""
    ids = {topic.topic_id for group in groups for topic in group.topics}
    labels = labels_for(web.session(), ids, reader_languages())
    return [group_card(group, labels, member_id) for group in groups]


def group_card(group: PeerGroup, labels: dict[int, TopicLabelView], member_id: int | None) -> GroupCard:
    standing = standing_of(group)
    own = place_of(group, member_id)
    return GroupCard(
        group=group,
        standing=standing,
        countries=tuple(dict.fromkeys(place.country for place in members_of(group))),
        missing=missing_words(group, standing),
        topics=tuple(labels[t.topic_id] for t in group.topics if t.topic_id in labels),
        own_state=str(own.state) if own is not None else "",
    )


def place_lines(session: Session, group: PeerGroup, state: PlaceState) -> list[PlaceLine]:
    """The people who stand in this way with the group, each with organization and country."""
    places = [place for place in group.places if place.state == state]
    ids = {place.organization_id for place in places}
    names = dict(
        session.execute(select(Organization.id, Organization.name).where(Organization.id.in_(ids))).tuples().all()
    )
    return [
        PlaceLine(
            place,
            _(
                "%(organization)s, %(country)s",
                organization=names[place.organization_id],
                country=country_name(place.country),
            ),
        )
        for place in places
    ]


def team_choices(member_id: int) -> list[tuple[int, str]]:
    """The teams the reader may take a place for, as choices of a form."""
    return [(team.id, team_words(team)) for team in teams_of(web.session(), member_id)]
