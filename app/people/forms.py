"""Forms of signing in, joining and one's account."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from knowledge.people.passwords import MAX_LENGTH

ADDRESS_LENGTH = Length(max=254)


def stripped(text: str | None) -> str | None:
    return text.strip() if text else text


def address_field(label: object) -> EmailField:
    return EmailField(
        label,
        [InputRequired(_l("Enter a mail address.")), ADDRESS_LENGTH],
        filters=[stripped],
        render_kw={"autocomplete": "email", "maxlength": 254},
    )


def known_password_field(label: object) -> PasswordField:
    return PasswordField(
        label,
        [InputRequired(_l("Enter the password.")), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )


def new_password_field() -> PasswordField:
    return PasswordField(
        _l("New password"),
        [InputRequired(_l("Choose a password.")), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "new-password"},
    )


def name_field() -> StringField:
    return StringField(
        _l("Your name"),
        [InputRequired(_l("Enter your name, as colleagues know it.")), Length(max=200)],
        filters=[stripped],
        render_kw={"autocomplete": "name", "maxlength": 200},
    )


class SignInForm(FlaskForm):
    email = address_field(_l("Mail address"))
    password = known_password_field(_l("Password"))


class AddressForm(FlaskForm):
    """One address to which a link is sent."""

    email = address_field(_l("Mail address"))


class NewPasswordForm(FlaskForm):
    password = new_password_field()


class NewPersonForm(FlaskForm):
    """What an invited person tells of himself."""

    name = name_field()
    password = new_password_field()


class AskToJoinForm(FlaskForm):
    """A stranger asks a team to be let in."""

    name = name_field()
    email = address_field(_l("Mail address"))
    words = TextAreaField(_l("A few words to the team"), [Length(max=2000)], filters=[stripped])


class MemberAsksForm(FlaskForm):
    words = TextAreaField(_l("A few words to the team"), [Length(max=2000)], filters=[stripped])


class ChangePasswordForm(FlaskForm):
    current = known_password_field(_l("Password you have now"))
    password = new_password_field()


class ChangeAddressForm(FlaskForm):
    email = address_field(_l("New mail address"))
    current = known_password_field(_l("Password"))
