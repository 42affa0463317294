"""What coordinators do with a round: write it, open it, end its sign-up, close it."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.people.words import status_of
from app.rounds.forms import DecisionForm, SettingsForm
from app.rounds.views import blueprint, do
from app.rounds.words import PROBLEMS, REFUSALS, attempt
from app.topics.choosing import TopicChoice, chosen_topics, read_choice
from knowledge.errors import Conflict, Invalid
from knowledge.permissions import Action, require
from knowledge.rounds.finding import find_round
from knowledge.rounds.models import MatchingRound
from knowledge.rounds.settings import Settings, change_round, digest_of, draft_round
from knowledge.rounds.stages import close_round, end_sign_up, open_round

Keep = Callable[[Settings], object]
Act = Callable[[MatchingRound], object]


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Begin a round, which only coordinators see until it is opened."""
    actor = web.require_member()
    require(actor, Action.RUN_ROUNDS)
    if request.method == "GET":
        reader = web.reader()
        form = SettingsForm.empty(reader.timezone if reader else "UTC")
        return settings_page(form, TopicChoice([], [], "", False), None)
    form, topics = SettingsForm(), read_choice("topics")
    made: list[MatchingRound] = []
    if save(form, topics, lambda settings: made.append(draft_round(web.session(), actor, settings))):
        web.tell(_("The round is kept as a draft. Nobody but coordinators sees it until you open it."))
        return redirect(url_for("rounds.show", permalink=made[0].permalink), 303)
    return settings_page(form, topics, None), 200 if topics.asked else status_of(form)


@blueprint.route("/<permalink>/edit", methods=["GET", "POST"])
def edit(permalink: str) -> ResponseReturnValue:
    actor = web.require_member()
    found = find_round(web.session(), actor, permalink)
    require(actor, Action.RUN_ROUNDS, found)
    had = [row.topic_id for row in found.topics]
    if request.method == "GET":
        return settings_page(SettingsForm.of(found), TopicChoice(chosen_topics(had, had), [], "", False), found)
    form, topics = SettingsForm(), read_choice("topics", had)
    try:
        seen = form.seen.data or None
        if save(form, topics, lambda settings: change_round(web.session(), actor, found, settings, seen)):
            web.tell(_("The round is changed."))
            return redirect(url_for("rounds.show", permalink=permalink), 303)
    except Conflict as error:
        form.form_errors, form.seen.data = [str(REFUSALS[type(error)])], digest_of(found)
    return settings_page(form, topics, found), 200 if topics.asked else status_of(form)


def save(form: SettingsForm, topics: TopicChoice, keep: Keep) -> bool:
    """Whether it was kept; what is wrong stands at the fields then. Looking for a topic keeps nothing."""
    if topics.asked or not form.is_submitted():
        return False
    form.validate()
    if unknown := form.unknown_language():
        what = _("We do not know the language “%(name)s”. Write its code, such as wo.", name=unknown)
        form.other_languages.errors = [*form.other_languages.errors, what]
    if form.errors:
        return False
    return attempt(form, lambda: keep(form.settings(topics.ids)))


def settings_page(form: SettingsForm, topics: TopicChoice, found: MatchingRound | None) -> str:
    return render_template("rounds/settings.html", form=form, topics=topics, round=found)


@blueprint.post("/<permalink>/open")
def open_it(permalink: str) -> ResponseReturnValue:
    """Let people sign up."""
    try:
        return do(
            permalink,
            lambda found: open_round(web.session(), web.actor(), found),
            _("The round is open. Share its address, and invite people who offer what others need."),
        )
    except Invalid:
        web.tell(str(PROBLEMS["past"]), "fix")
        return redirect(url_for("rounds.edit", permalink=permalink), 303)


@blueprint.route("/<permalink>/end-sign-up", methods=["GET", "POST"])
def end(permalink: str) -> ResponseReturnValue:
    """End sign-up before its time, after being asked once."""
    return decide(
        permalink,
        "rounds/end_sign_up.html",
        lambda found: end_sign_up(web.session(), web.actor(), found),
        _("Sign-up has ended. Groups can be formed now."),
    )


@blueprint.route("/<permalink>/close", methods=["GET", "POST"])
def close(permalink: str) -> ResponseReturnValue:
    """End the round, after being asked once."""
    return decide(
        permalink,
        "rounds/close.html",
        lambda found: close_round(web.session(), web.actor(), found),
        _("The round is over. Its groups go on by themselves."),
    )


def decide(permalink: str, template: str, act: Act, done: str) -> ResponseReturnValue:
    actor = web.require_member()
    found = find_round(web.session(), actor, permalink)
    require(actor, Action.RUN_ROUNDS, found)
    if DecisionForm().validate_on_submit():
        return do(permalink, act, done)
    return render_template(template, round=found)
