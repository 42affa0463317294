"""The one blueprint of organizations; the modules beside it put their pages on it."""

from flask import Blueprint

from app.organizations.words import KINDS, NETWORK_ROLES, ROLE_HINTS, TEAM_ROLES
from knowledge.organizations.models import OrganizationKind, TeamRole
from knowledge.people.models import NetworkRole

blueprint = Blueprint("organizations", __name__, url_prefix="/organizations")


@blueprint.app_template_global()
def team_role_name(role: str) -> str:
    """Contributor, Editor, Focal point."""
    return str(TEAM_ROLES[TeamRole(role)])


@blueprint.app_template_global()
def team_role_hint(role: str) -> str:
    return str(ROLE_HINTS[TeamRole(role)])


@blueprint.app_template_global()
def network_role_name(role: str) -> str:
    """Coordinator, Administrator."""
    return str(NETWORK_ROLES[NetworkRole(role)])


@blueprint.app_template_global()
def organization_kind_name(kind: str) -> str:
    return str(KINDS[OrganizationKind(kind)])
