"""Commands: flask organizations."""

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import web
from knowledge.errors import Invalid
from knowledge.organizations.models import Organization, OrganizationKind, Team
from knowledge.organizations.organizations import OrganizationFacts, add_team, create_organization
from knowledge.people.registering import clean_name
from knowledge.permissions import OPERATOR

commands = AppGroup("organizations", help="Work with organizations.")

REASONS = {
    "name_missing": "NAME is empty",
    "too_long": "one of the texts is too long",
    "name_taken": "another organization has this slug",
    "slug_form": "--slug takes small letters, digits and hyphens",
    "language_unknown": "--language takes a BCP 47 tag such as en, fr, zh",
    "website_form": "--website begins with http:// or https://",
    "country_unknown": "--country takes ISO 3166-1 codes of two letters, or INT",
}


@commands.command("add")
@click.argument("name")
@click.option("--slug", default="", help="The last part of its address; made from the name unless given.")
@click.option("--acronym", default="")
@click.option("--kind", type=click.Choice([k.value for k in OrganizationKind]), default="other", show_default=True)
@click.option("--language", default="en", show_default=True, help="Language of the name.")
@click.option("--website", default="")
@click.option("--summary", default="")
@click.option("--country", "countries", multiple=True, help="A country with a team (ISO code or INT); may be repeated.")
def add(name: str, slug: str, countries: tuple[str, ...], **more: str) -> None:
    """Make an organization NAME, and its teams.

    One of this name that exists stays as it is and gets the teams it lacks.
    """
    try:
        with web.transaction() as session:
            organization, is_new = organization_named(session, OrganizationFacts(name=name, **more), slug)
            teams = [(team_in(session, organization, code.upper()), code.upper()) for code in countries]
    except Invalid as error:
        reasons = "; ".join(REASONS.get(code, code) for code in error.fields.values())
        click.echo(f"Nothing was changed: {reasons}.", err=True)
        raise SystemExit(1) from error
    click.echo(f"{'added' if is_new else 'exists'}\t{organization.slug}")
    for team_is_new, code in teams:
        click.echo(f"{'added' if team_is_new else 'exists'}\t{organization.slug}/{code}")


def organization_named(session: Session, facts: OrganizationFacts, slug: str) -> tuple[Organization, bool]:
    """The organization and whether it was made just now. Raises `Invalid`."""
    found = session.scalar(select(Organization).where(Organization.name == clean_name(facts.name)))
    if found is not None:
        return found, False
    return create_organization(session, OPERATOR, facts, slug), True


def team_in(session: Session, organization: Organization, country: str) -> bool:
    """Whether the team was made just now. Raises `Invalid`."""
    query = select(Team.id).where(Team.organization_id == organization.id, Team.country == country)
    if session.scalar(query) is not None:
        return False
    add_team(session, OPERATOR, organization, country)
    return True
