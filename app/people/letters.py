"""The words of letters about accounts and joining, in the language of whoever reads them.

A letter to an address that a stranger typed holds nothing else the stranger typed: nobody writes to others through us.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from flask import current_app
from flask_babel import force_locale, format_date, get_locale
from flask_babel import gettext as _

from app.config import LANGUAGES
from app.formats import country_name
from app.mail import absolute_url
from app.people.links import sealed
from knowledge.notes.review.models import CoauthorInvitation
from knowledge.organizations.models import Invitation, Team
from knowledge.people.letters import Letter
from knowledge.people.models import LinkPurpose, Member


@contextmanager
def language_of(reader: object) -> Iterator[None]:
    """The member's language where one is known; otherwise that of the page which sends the letter."""
    language = reader.interface_language if isinstance(reader, Member) else None
    with force_locale(language if language in LANGUAGES else str(get_locale() or "en")):
        yield


def in_their_language(compose: Callable[..., Letter]) -> Callable[..., Letter]:
    @wraps(compose)
    def composed(self: "MailedLetters", reader: object, *more: Any) -> Letter:
        with language_of(reader):
            return compose(self, reader, *more)

    return composed


def letter(subject: str, *paragraphs: str) -> Letter:
    closing = _("This letter was sent by %(network)s, %(address)s", network=network(), address=site())
    return Letter(subject, "\n\n".join([*paragraphs, closing]) + "\n")


def network() -> str:
    return str(current_app.config["NETWORK_NAME"])


def site() -> str:
    return str(current_app.config["SETTINGS"].base_url)


def team_name(team: Team) -> str:
    return f"{team.organization.name}, {country_name(team.country)}"


def greeting(member: Member) -> str:
    return _("Dear %(name)s,", name=member.name)


def ignore_it() -> str:
    return _("If you did not ask for this, you need do nothing: without the link nothing changes.")


class MailedLetters:
    """`knowledge.people.letters.Letters` in seven languages."""

    @in_their_language
    def new_password(self, member: Member, token: str) -> Letter:
        return letter(
            _("Set a new password"),
            greeting(member),
            _("Open this link to set a new password. It works once, within two hours."),
            absolute_url("people.new_password", link=sealed(token, LinkPurpose.RESET_PASSWORD)),
            ignore_it(),
        )

    @in_their_language
    def no_account(self, address: str) -> Letter:
        return letter(
            _("Somebody asked for a new password"),
            _("Somebody, perhaps you, asked to set a new password for %(address)s.", address=address),
            _("There is no account to sign in to with this address. If you have one, it is under another address."),
            ignore_it(),
        )

    @in_their_language
    def password_changed(self, member: Member) -> Letter:
        return letter(
            _("Your password was changed"),
            greeting(member),
            _("The password of your account was changed, and you were signed out everywhere."),
            _("If this was not you, set a new password now and write to an administrator:"),
            absolute_url("people.forgotten"),
        )

    @in_their_language
    def confirm_new_address(self, member: Member, address: str, token: str) -> Letter:
        return letter(
            _("Confirm your new address"),
            _(
                "Open this link to make %(address)s the address of your account. It works once, within a day.",
                address=address,
            ),
            absolute_url("people.new_address", link=sealed(token, LinkPurpose.CHANGE_ADDRESS)),
            ignore_it(),
        )

    @in_their_language
    def address_in_use(self, member: Member, address: str) -> Letter:
        return letter(
            _("This address has an account already"),
            _(
                "Somebody, perhaps you, wanted to move another account to %(address)s, which has one already.",
                address=address,
            ),
            _("Nothing was changed. If both accounts are yours, an administrator can help you."),
        )

    @in_their_language
    def address_changed(self, member: Member, new_address: str) -> Letter:
        return letter(
            _("The address of your account was changed"),
            greeting(member),
            _("Your account is now under %(address)s, and letters go there.", address=new_address),
            _("If this was not you, write to an administrator of the network at once."),
        )

    @in_their_language
    def invitation(self, invitation: Invitation, token: str) -> Letter:
        inviter, team = invitation.invited_by, team_name(invitation.team)
        who = inviter.name if inviter is not None else network()
        until = format_date(invitation.expires_at, "long")
        return letter(
            _("Invitation to %(team)s", team=team),
            _("%(who)s invites you to join %(team)s on %(network)s,", who=who, team=team, network=network())
            + " "
            + _("where country teams publish what they did and learned, and find who solved the same before."),
            _("Open this link to accept. It works once, until %(date)s.", date=until),
            absolute_url("people.invitation", link=sealed(token, "invitation")),
        )

    @in_their_language
    def write_together(self, invitation: CoauthorInvitation, token: str) -> Letter:
        who, until = invitation.invited_by.name, format_date(invitation.expires_at, "long")
        return letter(
            _("%(who)s invites you to write a practice note together", who=who),
            _("%(who)s invites you to write a practice note together on %(network)s.", who=who, network=network()),
            _("Open this link to see what to do. It works until %(date)s.", date=until),
            absolute_url("notes.write_together", link=sealed(token, "write together")),
            _("If you do not know this person, you need do nothing."),
        )

    @in_their_language
    def confirm_request(self, member: Member, team: Team, token: str) -> Letter:
        return letter(
            _("Confirm your address"),
            _("Somebody, perhaps you, asked with this address to join %(team)s.", team=team_name(team)),
            _("Open this link to confirm that the address is yours. Then the team's focal points see the request."),
            absolute_url("people.confirm_request", link=sealed(token, LinkPurpose.CONFIRM_ADDRESS)),
            ignore_it(),
        )

    @in_their_language
    def has_account(self, member: Member, team: Team) -> Letter:
        return letter(
            _("You have an account already"),
            greeting(member),
            _("Somebody, perhaps you, asked with this address to join %(team)s.", team=team_name(team)),
            _("You have an account. Sign in, and ask with one click on the team's page:"),
            absolute_url("organizations.team", slug=team.organization.slug, country=team.country),
        )

    @in_their_language
    def request_accepted(self, member: Member, team: Team, token: str) -> Letter:
        return letter(
            _("Welcome to %(team)s", team=team_name(team)),
            greeting(member),
            _(
                "You were let in to %(team)s. Open this link to choose a password. It works once, within a week.",
                team=team_name(team),
            ),
            absolute_url("people.new_password", link=sealed(token, LinkPurpose.RESET_PASSWORD)),
        )

    @in_their_language
    def request_declined(self, member: Member, team: Team) -> Letter:
        return letter(
            _("Your request to %(team)s", team=team_name(team)),
            greeting(member),
            _(
                "%(team)s did not let you in. Nothing you entered is kept, unless you asked another team too.",
                team=team_name(team),
            ),
            _("Public notes stay open to you, and you may ask again or ask another team."),
        )


LETTERS = MailedLetters()
