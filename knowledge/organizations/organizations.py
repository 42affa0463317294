"""Organizations and their teams: made and edited by administrators, a team's summary by its focal points too."""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.base import new_permalink
from knowledge.countries import is_country
from knowledge.errors import Invalid
from knowledge.languages import is_language
from knowledge.notes.models import NoteTeam
from knowledge.organizations.models import Organization, OrganizationKind, Team
from knowledge.outbox import notes_changed
from knowledge.people.registering import clean_name
from knowledge.permissions import Action, Actor, require

RESERVED_SLUGS = frozenset(("new",))
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 60
LONGEST_SUMMARY = 4000


@dataclass(frozen=True)
class OrganizationFacts:
    """What an organization tells of itself; `language` is that of its name and summary."""

    name: str
    acronym: str = ""
    kind: str = OrganizationKind.OTHER
    language: str = "en"
    website: str = ""
    summary: str = ""


def create_organization(session: Session, actor: Actor, facts: OrganizationFacts, slug: str = "") -> Organization:
    """Make an organization. Its slug comes from the acronym or name unless given. Raises `Invalid`."""
    require(actor, Action.MANAGE_ORGANIZATIONS)
    if slug and (not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG or slug in RESERVED_SLUGS):
        raise Invalid({"slug": "slug_form"})
    if slug and slug_taken(session, slug):
        raise Invalid({"slug": "name_taken"})
    organization = Organization(slug=slug or free_slug(session, facts.name))
    write_facts(session, organization, facts)
    session.add(organization)
    session.flush()
    return organization


def edit_organization(session: Session, actor: Actor, organization: Organization, facts: OrganizationFacts) -> None:
    """Change an organization's facts; its address stays. A new name is told to the index for all its notes. Raises `Invalid`."""
    require(actor, Action.MANAGE_ORGANIZATIONS, organization)
    before = (organization.name, organization.acronym)
    write_facts(session, organization, facts)
    if before != (organization.name, organization.acronym):
        owned = select(NoteTeam.note_id).join(Team, Team.id == NoteTeam.team_id)
        notes_changed(session, session.scalars(owned.where(Team.organization_id == organization.id)))
    session.flush()


def write_facts(session: Session, organization: Organization, facts: OrganizationFacts) -> None:
    if problems := problems_of(session, organization, facts):
        raise Invalid(problems)
    organization.name = clean_name(facts.name)
    organization.acronym = facts.acronym.strip()
    organization.kind = OrganizationKind(facts.kind)
    organization.language = facts.language
    organization.website = facts.website.strip()
    organization.summary = facts.summary.strip()


def problems_of(session: Session, organization: Organization, facts: OrganizationFacts) -> dict[str, str]:
    """Field to message code."""
    problems: dict[str, str] = {}
    try:
        name = clean_name(facts.name)
        with session.no_autoflush:
            other = session.scalar(select(Organization.id).where(Organization.name == name))
        if other is not None and other != organization.id:
            problems["name"] = "name_taken"
    except Invalid as error:
        problems |= error.fields
    if len(facts.acronym) > 40:
        problems["acronym"] = "too_long"
    if facts.kind not in list(OrganizationKind):
        problems["kind"] = "kind_unknown"
    if not is_language(facts.language):
        problems["language"] = "language_unknown"
    if facts.website and not is_web_address(facts.website.strip()):
        problems["website"] = "website_form"
    if len(facts.summary) > LONGEST_SUMMARY:
        problems["summary"] = "too_long"
    return problems


def is_web_address(text: str) -> bool:
    """Whether this may stand behind a link: http or https alone, so that no script hides there."""
    return len(text) <= 500 and re.fullmatch(r"https?://[^\s<>\"'\\]+\.[^\s<>\"'\\]+", text) is not None


def free_slug(session: Session, name: str) -> str:
    """An address from a name: its Latin letters and digits, or a random one when it has none, numbered if taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", " ")
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    if not base or base in RESERVED_SLUGS:
        base = new_permalink()
    taken = set(session.scalars(select(Organization.slug).where(Organization.slug.startswith(base))))
    return next(slug for slug in [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))] if slug not in taken)


def slug_taken(session: Session, slug: str) -> bool:
    return session.scalar(select(Organization.id).where(Organization.slug == slug)) is not None


def add_team(session: Session, actor: Actor, organization: Organization, country: str, summary: str = "") -> Team:
    """Make the organization's team for a country (ISO 3166-1 alpha-2, or INT). Raises `Invalid`."""
    require(actor, Action.MANAGE_ORGANIZATIONS, organization)
    if not is_country(country):
        raise Invalid({"country": "country_unknown"})
    existing = select(Team.id).where(Team.organization_id == organization.id, Team.country == country)
    if session.scalar(existing) is not None:
        raise Invalid({"country": "team_exists"})
    if len(summary) > LONGEST_SUMMARY:
        raise Invalid({"summary": "too_long"})
    team = Team(organization=organization, country=country, summary=summary.strip())
    session.add(team)
    session.flush()
    return team


def edit_team(session: Session, actor: Actor, team: Team, summary: str) -> None:
    """Change what a team says of itself. Raises `Invalid`."""
    require(actor, Action.EDIT_TEAM, team)
    if len(summary) > LONGEST_SUMMARY:
        raise Invalid({"summary": "too_long"})
    team.summary = summary.strip()
    session.flush()
