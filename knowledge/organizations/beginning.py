"""The first account, organization and team of an empty installation."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from knowledge.errors import Invalid, NotFound
from knowledge.organizations.memberships import bring_in
from knowledge.organizations.models import TeamRole
from knowledge.organizations.organizations import OrganizationFacts, add_team, create_organization
from knowledge.people.models import Member, NetworkRole
from knowledge.people.registering import has_members, register
from knowledge.permissions import OPERATOR


@dataclass(frozen=True)
class Beginning:
    """Who begins: the person, the organization, and the country (or INT) of its first team."""

    name: str
    email: str
    password: str
    organization: OrganizationFacts
    country: str
    interface_language: str | None = None


def begin(session: Session, beginning: Beginning) -> Member:
    """Make the first administrator, as focal point of the first team. Whoever asks must have shown to be the operator.

    Raises `NotFound` once there is a member, and `Invalid`, where the organization's name is `organization_name`.
    """
    if has_members(session):
        raise NotFound("beginning")
    try:
        organization = create_organization(session, OPERATOR, beginning.organization)
    except Invalid as error:
        raise Invalid({f"organization_{name}": code for name, code in error.fields.items()}) from error
    team = add_team(session, OPERATOR, organization, beginning.country)
    member = register(session, beginning.name, beginning.email, beginning.password, beginning.interface_language)
    member.roles = [NetworkRole.ADMINISTRATOR.value]
    bring_in(session, member, team, TeamRole.FOCAL_POINT)
    return member
