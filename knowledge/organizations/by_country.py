"""Teams of a country."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.organizations.models import Organization, Team


def teams_in(session: Session, country: str, most: int) -> list[Team]:
    """The first `most` teams of the country by the names of their organizations; one query."""
    query = select(Team).join(Team.organization).where(Team.country == country)
    return list(session.scalars(query.order_by(Organization.name, Team.id).limit(most)))
