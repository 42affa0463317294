"""The form of a profile, and the choosing of topics on it without a script."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from app.config import LANGUAGES
from app.formats import known_timezones, language_name
from app.people.forms import name_field, stripped
from knowledge.people.profile import LONGEST_ABOUT
from knowledge.topics.hierarchy import paths_for
from knowledge.topics.lookup import find_topics


@dataclass(frozen=True)
class ShownTopic:
    id: int
    label: str
    path: str


@dataclass
class TopicChoice:
    """The topics chosen in one picker, by id, and what is looked for in it."""

    name: str
    ids: list[int] = field(default_factory=list)
    query: str = ""

    @classmethod
    def sent(cls, name: str) -> "TopicChoice":
        """As the form brought it."""
        ids = [int(text) for text in request.form.getlist(name) if text.isascii() and text.isdigit() and len(text) < 10]
        wanted = request.form.get("find") == name
        return cls(name, list(dict.fromkeys(ids)), request.form.get(f"{name}-query", "")[:200] if wanted else "")

    def shown(self, session: Session, languages: Sequence[str]) -> dict[str, object]:
        """What the picker draws: the chosen ones, and those found that are not chosen yet."""
        paths, labels = paths_for(session, self.ids, languages) if self.ids else ({}, {})
        chosen = [ShownTopic(i, labels[i].text, paths.get(i, "")) for i in self.ids if i in labels]
        found = find_topics(session, self.query, languages) if self.query else []
        return {"chosen": chosen, "found": [t for t in found if t.id not in self.ids], "query": self.query}


class ProfileForm(FlaskForm):
    name = name_field()
    about = TextAreaField(_l("About you"), [Length(max=LONGEST_ABOUT)], filters=[stripped])
    languages = SelectMultipleField(_l("Languages you work in"))
    other_languages = StringField(_l("Other languages"), [Length(max=300)], filters=[stripped])
    timezone = SelectField(_l("Time zone"))
    interface_language = SelectField(_l("Language of the pages"))
    mail_notices = BooleanField(_l("Send me by mail what concerns me"))

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        by_own_name = [(code, language_name(code).capitalize()) for code in LANGUAGES]
        self.languages.choices = by_own_name
        self.interface_language.choices = [("", _l("As my browser asks")), *by_own_name]
        self.timezone.choices = ["UTC", *known_timezones()]
