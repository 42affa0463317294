"""The forms of peer groups."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from knowledge.peer_groups.proposing import LARGEST, NAME_LENGTH, PURPOSE_LENGTH, SMALLEST, Proposal

PEOPLE = NumberRange(SMALLEST, LARGEST, _l("Choose a number from 4 to 8."))
MINIMUM = NumberRange(1, LARGEST, _l("Choose a number from 1 to 8."))


class ProposalForm(FlaskForm):
    """What a new group is for, and the rule under which it begins."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Give the group a name.")), Length(max=NAME_LENGTH, message=_l("At most 200 characters."))],
    )
    purpose = TextAreaField(
        _l("Purpose"),
        [
            DataRequired(_l("Say in a sentence or two what the group is for.")),
            Length(max=PURPOSE_LENGTH, message=_l("At most 4,000 characters.")),
        ],
    )
    language = SelectField(_l("Language of the group"))
    min_size = IntegerField(_l("People, at least"), [PEOPLE], default=5)
    max_size = IntegerField(_l("People, at most"), [PEOPLE], default=6)
    min_countries = IntegerField(_l("Countries, at least"), [MINIMUM], default=3)
    min_organizations = IntegerField(_l("Organizations, at least"), [MINIMUM], default=3)
    max_per_organization = IntegerField(_l("People of one organization, at most"), [MINIMUM], default=2)
    joins = BooleanField(_l("I take a place in the group myself"), default=True)
    team_id = SelectField(_l("For which of your teams"), coerce=int, validate_choice=False)

    def proposal(self, topics: tuple[int, ...]) -> Proposal:
        return Proposal(
            name=self.name.data or "",
            purpose=self.purpose.data or "",
            language=self.language.data,
            topics=topics,
            min_size=self.min_size.data or 0,
            max_size=self.max_size.data or 0,
            min_countries=self.min_countries.data or 0,
            min_organizations=self.min_organizations.data or 0,
            max_per_organization=self.max_per_organization.data or 0,
            joins=bool(self.joins.data),
            team_id=self.team_id.data or None,
        )


class AskForm(FlaskForm):
    """Asking for a place."""

    words = TextAreaField(_l("A few words to the group"), [Length(max=2_000, message=_l("At most 2,000 characters."))])
    team_id = SelectField(_l("For which of your teams"), coerce=int, validate_choice=False)


class MessageForm(FlaskForm):
    """Saying something to the group."""

    text = TextAreaField(
        _l("Your words"),
        [
            DataRequired(_l("Write something first.")),
            Length(max=20_000, message=_l("At most 20,000 characters. Your words are still here; shorten them.")),
        ],
    )


class AnswerForm(FlaskForm):
    """Any decision with one button."""

    answer = RadioField(choices=[], validate_choice=False)
