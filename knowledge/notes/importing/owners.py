"""The teams that own imported notes: found by the organization's name or slug and the country, made when there is none."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.organizations.models import Organization, Team
from knowledge.organizations.organizations import OrganizationFacts, add_team, create_organization
from knowledge.people.registering import clean_name
from knowledge.permissions import Actor


class Owners:
    """Remembers the ids of teams from batch to batch."""

    def __init__(self) -> None:
        self.teams: dict[tuple[str, str], int] = {}

    def team_for(self, session: Session, actor: Actor, organisation: str, country: str) -> Team:
        known = self.teams.get((organisation, country))
        team = session.get(Team, known) if known is not None else None
        if team is None:
            team = find_or_make_team(session, actor, organisation, country)
            self.teams[organisation, country] = team.id
        return team


def find_or_make_team(session: Session, actor: Actor, organisation: str, country: str) -> Team:
    name = clean_name(organisation)
    query = select(Organization).where(or_(Organization.name == name, Organization.slug == organisation))
    organization = session.scalars(query.order_by(Organization.name != name)).first()
    if organization is None:
        organization = create_organization(session, actor, OrganizationFacts(name=name))
    team = session.scalar(select(Team).where(Team.organization_id == organization.id, Team.country == country))
    return team or add_team(session, actor, organization, country)
