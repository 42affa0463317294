"""The cast: people who recur in the tests, each in a place that matters to some rule.

Dakar's contributor writes, Dakar's editor publishes, Lima's editor belongs to another organization, Geneva coordinates,
the administrator runs the network, and the outsider has an account but no team.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from knowledge.organizations.models import Organization, Team, TeamRole
from knowledge.people.actors import actor_for
from knowledge.people.models import Member, NetworkRole
from knowledge.permissions import STRANGER, Actor
from tests import factories


@dataclass(frozen=True)
class Cast:
    """Everybody, and the organizations they belong to. Actors are asked for when needed, since memberships change."""

    session: Session
    water_agency: Organization
    lake_office: Organization
    network_desk: Organization
    dakar: Team
    lima: Team
    geneva: Team
    contributor: Member
    editor: Member
    focal_point: Member
    lima_editor: Member
    coordinator: Member
    administrator: Member
    outsider: Member

    def actor(self, member: Member | None) -> Actor:
        return STRANGER if member is None else actor_for(self.session, member)

    def everybody(self) -> dict[str, Member | None]:
        """Every persona by name, the stranger included."""
        names = ("contributor", "editor", "focal_point", "lima_editor", "coordinator", "administrator", "outsider")
        return {"stranger": None} | {name: getattr(self, name) for name in names}


def assemble(session: Session) -> Cast:
    """Write the cast to the database and return it."""
    water = factories.organization(session, "Agence des points d'eau", slug="points-eau")
    lake = factories.organization(session, "Dirección del Lago", slug="direccion-lago")
    desk = factories.organization(session, "Network Desk", slug="network-desk")
    dakar, lima, geneva = (
        factories.team(session, water, "SN"),
        factories.team(session, lake, "PE"),
        factories.team(session, desk, "INT"),
    )
    person = factories.member
    return Cast(
        session=session,
        water_agency=water,
        lake_office=lake,
        network_desk=desk,
        dakar=dakar,
        lima=lima,
        geneva=geneva,
        contributor=person(session, "Awa Ndour", team=dakar, timezone="Africa/Dakar", languages=["fr", "en"]),
        editor=person(session, "Mamadou Faye", team=dakar, role=TeamRole.EDITOR),
        focal_point=person(session, "Khady Sow", team=dakar, role=TeamRole.FOCAL_POINT),
        lima_editor=person(session, "Lucía Paredes", team=lima, role=TeamRole.EDITOR, timezone="America/Lima"),
        coordinator=person(session, "Inès Favre", team=geneva, roles=[NetworkRole.COORDINATOR]),
        administrator=person(session, "Tomasz Wilk", roles=[NetworkRole.ADMINISTRATOR]),
        outsider=person(session, "Huda Hourani"),
    )
