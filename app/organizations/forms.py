"""Forms of organizations and teams."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.languages import language_choices
from app.organizations.words import KINDS, ROLE_HINTS, TEAM_ROLES, country_choices
from app.people.forms import address_field, stripped
from knowledge.organizations.models import TeamRole
from knowledge.organizations.organizations import LONGEST_SUMMARY, OrganizationFacts


class OrganizationForm(FlaskForm):
    name = StringField(_l("Name"), [InputRequired(_l("Enter a name.")), Length(max=200)], filters=[stripped])
    acronym = StringField(_l("Short name"), [Length(max=40)], filters=[stripped])
    kind = SelectField(_l("Kind of organization"))
    language = SelectField(_l("Language of the name and the summary"))
    website = StringField(_l("Website"), [Length(max=500)], filters=[stripped], render_kw={"inputmode": "url"})
    summary = TextAreaField(_l("Summary"), [Length(max=LONGEST_SUMMARY)], filters=[stripped])

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.kind.choices = list(KINDS.items())
        self.language.choices = language_choices()

    def facts(self) -> OrganizationFacts:
        return OrganizationFacts(
            name=self.name.data or "",
            acronym=self.acronym.data or "",
            kind=self.kind.data,
            language=self.language.data,
            website=self.website.data or "",
            summary=self.summary.data or "",
        )


class NewTeamForm(FlaskForm):
    country = SelectField(_l("Country"))
    summary = TextAreaField(_l("Summary"), [Length(max=LONGEST_SUMMARY)], filters=[stripped])

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.country.choices = country_choices()


class TeamForm(FlaskForm):
    summary = TextAreaField(_l("Summary"), [Length(max=LONGEST_SUMMARY)], filters=[stripped])


class PublishingForm(FlaskForm):
    """How the team agrees to what is published in its name."""

    two_pairs_of_eyes = BooleanField(_l("Nobody publishes their own work for this team"))
    silence_days = IntegerField(_l("Days after which silence counts as yes"), [Optional()])


class RoleForm(FlaskForm):
    """A role in a team."""

    role = RadioField(_l("Role in the team"), default=TeamRole.CONTRIBUTOR.value)

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.role.choices = [(role.value, label) for role, label in TEAM_ROLES.items()]

    @property
    def hints(self) -> dict[str, str]:
        return {role.value: str(hint) for role, hint in ROLE_HINTS.items()}

    def chosen(self) -> TeamRole:
        return TeamRole(self.role.data)


class InvitationForm(RoleForm):
    email = address_field(_l("Mail address"))
