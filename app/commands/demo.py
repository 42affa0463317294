"""`flask demo load`: an invented network to try Causeway with."""

import click
from flask import current_app
from flask.cli import AppGroup

from app import web
from app.demo.loading import PASSWORD, NotEmpty, load_demo, read
from app.files import file_store

commands = AppGroup("demo", help="An invented network to try Causeway with.")


@commands.command("load")
def load() -> None:
    """Write the demo network into an empty installation (once), and print its accounts."""
    try:
        with web.transaction() as session:
            written = load_demo(session, file_store())
    except NotEmpty:
        raise click.ClickException(
            "This installation has members of its own; the demo network is not mixed in."
        ) from None
    click.echo(
        "The demo network was loaded." if written else "The demo network is loaded already; nothing was changed.",
        err=True,
    )
    show_accounts()


def show_accounts() -> None:
    """One line per account worth trying: who, as what, with which address; the password is the same for all."""
    base = current_app.config["SETTINGS"].base_url
    click.echo(f"\nCauseway's demo network: {base}   (all people and organizations are invented)")
    click.echo(f'Everybody signs in with the password "{PASSWORD}"\n')
    for person in people_in_every_role():
        click.echo(f"  {person['email']:38} {describe(person)}")
    click.echo("")


def people_in_every_role() -> list[dict[str, object]]:
    """The first person of each role, and Awa, who opens the tour."""
    chosen: dict[str, dict[str, object]] = {}
    for person in read("people.json"):
        roles = [place["role"] for place in person["memberships"]] + person["network_roles"]
        for role in roles:
            chosen.setdefault(role, person)
    return list({str(person["email"]): person for person in chosen.values()}.values())


def describe(person: dict[str, object]) -> str:
    places = person["memberships"]
    roles = person["network_roles"]
    words = [str(role) for role in roles] if isinstance(roles, list) else []
    words += (
        [f"{place['role'].replace('_', ' ')} in {place['team']}" for place in places]
        if isinstance(places, list)
        else []
    )
    return f"{person['name']}: {', '.join(words)}"
