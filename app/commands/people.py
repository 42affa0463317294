"""Commands: flask people."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app import web
from app.mail import absolute_url
from app.people.links import sealed
from knowledge.errors import Invalid, NotFound
from knowledge.organizations.directory import find_team
from knowledge.organizations.memberships import bring_in
from knowledge.organizations.models import Team, TeamRole
from knowledge.people.addresses import find_by_address
from knowledge.people.models import LinkPurpose, Member, NetworkRole
from knowledge.people.recovering import first_password_link
from knowledge.people.registering import is_account, register

commands = AppGroup("people", help="Work with people.")

REASONS = {
    "address_form": "MAIL is no mail address",
    "name_missing": "a new person needs --name",
    "too_long": "the name is longer than 200 characters",
    "password_short": "the password needs at least 10 characters",
    "password_long": "the password has more than 200 characters",
    "password_plain": "the password must not be the name or the address",
}


@commands.command("add")
@click.argument("mail")
@click.option("--name", default="", help="The person's name; needed unless the account exists.")
@click.option("--team", "team_address", help="SLUG/COUNTRY of a team to join, such as points-eau/SN.")
@click.option("--role", type=click.Choice([r.value for r in TeamRole]), help="Role in that team [contributor].")
@click.option("--coordinator", is_flag=True, help="Coordinates the network.")
@click.option("--administrator", is_flag=True, help="Administers the network.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(
    mail: str,
    name: str,
    team_address: str | None,
    role: str | None,
    coordinator: bool,
    administrator: bool,
    password_stdin: bool,
) -> None:
    """Make an account for MAIL, whose address counts as confirmed.

    Without a password a link to set one is printed; it works once, within a week. An account that exists gets the roles
    and the team; its name and password stay.
    """
    wanted = {NetworkRole.COORDINATOR: coordinator, NetworkRole.ADMINISTRATOR: administrator}
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    try:
        with web.transaction() as session:
            member, is_new = account_for(session, mail, name, password)
            if team_address:
                bring_in(session, member, team_at(session, team_address), TeamRole(role or "contributor"))
            member.roles = [r.value for r in NetworkRole if wanted[r] or r.value in member.roles]
            link = link_for(session, member) if member.password_hash is None else ""
    except Invalid as error:
        fail("; ".join(REASONS.get(code, code) for code in error.fields.values()))
    except NotFound as error:
        fail(str(error))
    click.echo(f"{'added' if is_new else 'exists'}\t{member.email}\t{member.permalink}")
    if link:
        click.echo(link)


def account_for(session: Session, mail: str, name: str, password: str | None) -> tuple[Member, bool]:
    """The account and whether it was made just now. Raises `Invalid`."""
    member = find_by_address(session, mail)
    if member is not None and is_account(member):
        return member, False
    return register(session, name, mail, password), True


def team_at(session: Session, address: str) -> Team:
    slug, _, country = address.partition("/")
    try:
        return find_team(session, slug, country)
    except NotFound as error:
        raise NotFound(f"no team {address!r}; `flask organizations add NAME --country CODE` makes one") from error


def link_for(session: Session, member: Member) -> str:
    token = first_password_link(session, member)
    return absolute_url("people.new_password", link=sealed(token, LinkPurpose.RESET_PASSWORD))


def fail(reason: str) -> None:
    """Say why on standard error, and end with status 1."""
    click.echo(f"Nothing was changed: {reason}.", err=True)
    raise SystemExit(1)
