"""The form of the first start."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.organizations.words import KINDS, country_choices
from app.people.forms import address_field, name_field, new_password_field, stripped


class FirstStartForm(FlaskForm):
    token = StringField(
        _l("Setup token"),
        [InputRequired(_l("Enter the setup token.")), Length(max=200)],
        filters=[stripped],
        render_kw={"autocomplete": "off"},
    )
    name = name_field()
    email = address_field(_l("Mail address"))
    password = new_password_field()
    organization_name = StringField(
        _l("Name of the organization"),
        [InputRequired(_l("Enter a name.")), Length(max=200)],
        filters=[stripped],
        render_kw={"autocomplete": "organization"},
    )
    organization_kind = SelectField(_l("Kind of organization"))
    country = SelectField(_l("Country of the first team"))

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.organization_kind.choices = list(KINDS.items())
        self.country.choices = country_choices()
