"""The form on which a team describes its context."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from app import web
from app.languages import language_choices
from app.notes.words import CIRCUMSTANCES, INCOME_LEVELS, SCALES
from app.organizations.blueprint import blueprint
from app.people.forms import stripped
from app.people.words import attempt, status_of
from knowledge.organizations.contexts import LONGEST_LINE, LONGEST_WORDS, ContextFacts, context_of, describe_context
from knowledge.organizations.directory import find_team
from knowledge.permissions import Action, require

NOT_SAID = ("", _l("Not said"))


class ContextForm(FlaskForm):
    income_level = SelectField(_l("Income level of the country"), choices=[NOT_SAID, *INCOME_LEVELS])
    scale = SelectField(_l("You mostly work for"), choices=[NOT_SAID, *SCALES])
    language = SelectField(_l("Language you work in"))
    circumstances = SelectMultipleField(_l("What it is like where you work"), choices=CIRCUMSTANCES)
    sector = StringField(_l("Sector"), [Length(max=LONGEST_LINE)], filters=[stripped])
    institution_type = StringField(_l("Type of institution"), [Length(max=LONGEST_LINE)], filters=[stripped])
    words = TextAreaField(_l("In your own words"), [Length(max=LONGEST_WORDS)], filters=[stripped])

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.language.choices = [NOT_SAID, *language_choices()]

    def facts(self) -> ContextFacts:
        plain = ("sector", "institution_type", "income_level", "scale", "language", "words")
        typed = {name: self[name].data or "" for name in plain}
        return ContextFacts(**typed, circumstances=tuple(self.circumstances.data or ()))


@blueprint.route("/<slug>/<country>/context", methods=["GET", "POST"])
def describe(slug: str, country: str) -> ResponseReturnValue:
    team = find_team(web.session(), slug, country)
    require(web.actor(), Action.DESCRIBE_TEAM, team)
    form = ContextForm(obj=context_of(web.session(), team))
    if form.validate_on_submit() and attempt(
        form, lambda: describe_context(web.session(), web.actor(), team, form.facts())
    ):
        web.tell(_("Saved. Notes can now be compared with your context."))
        return redirect(url_for("organizations.team", slug=slug, country=team.country))
    return render_template("organizations/context.html", form=form, team=team), status_of(form)
