"""The form of a round's settings."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional

from app.config import LANGUAGES
from app.formats import known_timezones, language_name
from app.people.forms import stripped
from app.people.languages import codes_of, other_languages, without_unknown
from knowledge.rounds.models import MatchingRound
from knowledge.rounds.settings import NAME_LENGTH, Settings, digest_of

NUMBERS = ("good_least", "good_most", "least_size", "most_size", "min_countries", "max_per_organization")
MORE_NUMBERS = ("meeting_minutes", "weeks")


def number(label: object) -> IntegerField:
    return IntegerField(label, [Optional()], render_kw={"inputmode": "numeric"})


def zone_choices() -> list[str]:
    return ["UTC", *known_timezones()]


class SettingsForm(FlaskForm):
    """The domain judges every field, so that its words stand where they belong."""

    name = StringField(
        _l("Name of the round"),
        [DataRequired(_l("Please fill this in."))],
        [stripped],
        render_kw={"maxlength": NAME_LENGTH},
    )
    purpose = TextAreaField(_l("Purpose"), [DataRequired(_l("Please fill this in."))], [stripped])
    invitation = TextAreaField(_l("Invitation"), filters=[stripped])
    topics = SelectMultipleField(_l("Topics"), validate_choice=False)  # drawn as a picker
    languages = SelectMultipleField(_l("Languages of the groups"))
    other_languages = StringField(_l("Other languages"), filters=[stripped])
    closes = DateTimeLocalField(_l("Sign-up closes"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    timezone = SelectField(_l("In the time zone"), validate_choice=False)
    week_of = DateField(_l("First week of meetings"), [Optional()])
    weeks = number(_l("Weeks the groups meet"))
    meeting_minutes = number(_l("Minutes of a meeting"))
    least_size = number(_l("Smallest group"))
    good_least = number(_l("Good size, from"))
    good_most = number(_l("Good size, to"))
    most_size = number(_l("Largest group"))
    min_countries = number(_l("Countries in a group, at least"))
    max_per_organization = number(_l("People of one organization, at most"))
    seen = HiddenField()  # stands for the settings with which the form was opened

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.languages.choices = [(code, language_name(code).capitalize()) for code in LANGUAGES]
        self.timezone.choices = zone_choices()

    @classmethod
    def of(cls, matching_round: MatchingRound) -> "SettingsForm":
        """The form with what is kept."""
        form = cls(formdata=None, obj=matching_round)
        form.seen.data = digest_of(matching_round)
        form.other_languages.data = other_languages(matching_round.languages)
        form.closes.data = matching_round.closes_at.astimezone(ZoneInfo(matching_round.timezone)).replace(tzinfo=None)
        return form

    @classmethod
    def empty(cls, timezone: str) -> "SettingsForm":
        """The form with what proved itself."""
        form = cls(formdata=None)
        proved = Settings("", "", None, None)
        for name in (*NUMBERS, *MORE_NUMBERS):
            form[name].data = getattr(proved, name)
        form.timezone.data = timezone
        return form

    def unknown_language(self) -> str:
        return without_unknown(self.other_languages.data or "")

    def settings(self, topics: list[int]) -> Settings:
        numbers = {name: self[name].data or 0 for name in (*NUMBERS, *MORE_NUMBERS)}
        closes: datetime | None = self.closes.data
        return Settings(
            name=self.name.data or "",
            purpose=self.purpose.data or "",
            invitation=self.invitation.data or "",
            closes=closes,
            week_of=self.week_of.data,
            timezone=self.timezone.data or "",
            topics=tuple(topics),
            languages=(*(self.languages.data or []), *codes_of(self.other_languages.data or "")),
            **numbers,
        )


class DecisionForm(FlaskForm):
    """Any decision with one button."""
