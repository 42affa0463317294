"""What roles in a team and kinds of organization are called, and the lists to choose from."""

import unicodedata

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.formats import country_name
from knowledge.countries import all_countries
from knowledge.organizations.models import INTERNATIONAL, OrganizationKind, TeamRole
from knowledge.people.models import NetworkRole

TEAM_ROLES = {
    TeamRole.CONTRIBUTOR: _l("Contributor"),
    TeamRole.EDITOR: _l("Editor"),
    TeamRole.FOCAL_POINT: _l("Focal point"),
}
ROLE_HINTS = {
    TeamRole.CONTRIBUTOR: _l("writes notes and asks for a review"),
    TeamRole.EDITOR: _l("also reviews and publishes for the team"),
    TeamRole.FOCAL_POINT: _l("also looks after the team's people"),
}
NETWORK_ROLES = {
    NetworkRole.COORDINATOR: _l("Coordinator"),
    NetworkRole.ADMINISTRATOR: _l("Administrator"),
}
KINDS = {
    OrganizationKind.AGENCY: _l("Agency"),
    OrganizationKind.MINISTRY: _l("Ministry"),
    OrganizationKind.IGO: _l("Intergovernmental organization"),
    OrganizationKind.NGO: _l("Non-governmental organization"),
    OrganizationKind.MUNICIPALITY: _l("Municipality"),
    OrganizationKind.UNIVERSITY: _l("University or institute"),
    OrganizationKind.OTHER: _l("Other"),
}


def country_choices() -> list[tuple[str, str]]:
    """First nothing chosen, then every country by its name in the reader's language; the international desk last."""
    named = [(code, country_name(code)) for code in all_countries()]
    in_order = sorted(named, key=lambda choice: plain(choice[1]))
    return [("", _("Choose a country")), *in_order, (INTERNATIONAL, country_name(INTERNATIONAL))]


def plain(name: str) -> str:
    """Without accents, so that Egypte and Égypte stand together."""
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))
