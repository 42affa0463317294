"""Signing up for a round, changing what one wrote, and withdrawing."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField

from app import web
from app.config import LANGUAGES
from app.formats import language_name
from app.peer_groups.overview import team_choices
from app.people.forms import stripped
from app.people.languages import codes_of, other_languages, without_unknown
from app.people.words import status_of
from app.rounds.forms import DecisionForm, zone_choices
from app.rounds.views import blueprint, do
from app.rounds.week import hours_sent, week_of_hours
from app.rounds.words import REFUSALS, attempt
from app.topics.choosing import TopicChoice, described, read_choice
from knowledge.errors import Conflict, NotFound
from knowledge.peer_groups.errors import NoTeam
from knowledge.people.models import Interest, Member
from knowledge.rounds.finding import find_round, met_before, people_named, people_with_ids
from knowledge.rounds.models import MatchingRound, RoundState, SignUp
from knowledge.rounds.signing_up import MOST_AVOIDED, Entry, begin_sign_up, own_sign_up, withdraw, write_sign_up


class SignUpForm(FlaskForm):
    """What is not a table of hours or a picker. The domain judges it."""

    team_id = SelectField(_l("For which of your teams"), coerce=int, validate_choice=False)
    languages = SelectMultipleField(_l("Languages in which you can work"), validate_choice=False)
    other_languages = StringField(_l("Other languages"), filters=[stripped])
    timezone = SelectField(_l("Your time zone"), validate_choice=False)
    hours = SelectMultipleField(_l("When you can meet"), validate_choice=False)  # drawn as a table, read by week.py
    offers = SelectMultipleField(_l("I can offer experience in"), validate_choice=False)
    needs = SelectMultipleField(_l("I look for experience in"), validate_choice=False)
    avoids = SelectMultipleField(_l("People you would rather not share a group with"), validate_choice=False)
    consents = BooleanField(_l("Those in my group may see my name, team, languages, and what I offer and need"))

    def prepare(self, matching_round: MatchingRound, member_id: int) -> "SignUpForm":
        """With the choices of this round and this person."""
        codes = matching_round.languages or list(LANGUAGES)
        self.languages.choices = [(code, language_name(code).capitalize()) for code in codes]
        self.timezone.choices = zone_choices()
        self.team_id.choices = team_choices(member_id)
        return self


@dataclass(frozen=True)
class People:
    """Whom to avoid: chosen, found by a name, and the name looked for."""

    chosen: list[Member]
    found: list[Member]
    query: str


@dataclass(frozen=True)
class Sent:
    """What the form holds beside its fields."""

    hours: tuple[int, ...]
    offers: TopicChoice
    needs: TopicChoice
    avoids: People


@blueprint.post("/<permalink>/begin")
def begin(permalink: str) -> ResponseReturnValue:
    """Begin with what the profile says; it is kept from now on."""
    return do(
        permalink,
        lambda found: begin_sign_up(web.session(), web.actor(), found),
        _("We began with what your profile says. Look it over, and say when you can meet."),
        "rounds.sign_up",
    )


@blueprint.route("/<permalink>/sign-up", methods=["GET", "POST"])
def sign_up(permalink: str) -> ResponseReturnValue:
    """The form: languages, hours, offers, needs."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    signup = own_sign_up(session, actor, found)
    if signup is None or signup.withdrawn_at is not None:
        if request.method == "POST":
            web.tell(_("You take no part in this round."), "fix")
        return redirect(url_for("rounds.show", permalink=permalink), 303)
    if request.method == "GET":
        if found.state != RoundState.OPEN:
            return redirect(url_for("rounds.show", permalink=permalink))
        return sign_up_page(kept(signup), as_kept(signup), signup)
    form = SignUpForm().prepare(found, signup.member_id)
    sent = as_sent(signup)
    if "find" in request.form:
        return sign_up_page(form, sent, signup)
    try:
        if save(form, sent, signup):
            return redirect(url_for("rounds.show", permalink=permalink), 303)
    except (Conflict, NoTeam) as error:
        form.form_errors = [str(REFUSALS[type(error)])]
    return sign_up_page(form, sent, signup), status_of(form)


def save(form: SignUpForm, sent: Sent, signup: SignUp) -> bool:
    finish = "later" not in request.form
    if not form.validate():
        return False
    if unknown := without_unknown(form.other_languages.data or ""):
        what = _("We do not know the language “%(name)s”. Write its code, such as wo.", name=unknown)
        form.other_languages.errors = [what]
        return False
    entry = entry_of(form, sent)
    if not attempt(form, lambda: write_sign_up(web.session(), web.actor(), signup, entry, finish=finish)):
        return False
    words = _("You are signed up. You can change or withdraw it until the round closes.")
    web.tell(words if signup.finished_at else _("It is kept, and not finished yet."))
    return True


def entry_of(form: SignUpForm, sent: Sent) -> Entry:
    return Entry(
        languages=(*(form.languages.data or []), *codes_of(form.other_languages.data or "")),
        timezone=form.timezone.data or "",
        hours=sent.hours,
        offers=tuple(sent.offers.ids),
        needs=tuple(sent.needs.ids),
        avoids=tuple(member.id for member in sent.avoids.chosen),
        consents=bool(form.consents.data),
        team_id=form.team_id.data or None,
    )


def kept(signup: SignUp) -> SignUpForm:
    """The form with what is kept."""
    form = SignUpForm(formdata=None, obj=signup).prepare(signup.round, signup.member_id)
    form.other_languages.data = "" if signup.round.languages else other_languages(signup.languages)
    return form


def as_kept(signup: SignUp) -> Sent:
    every = [row.topic_id for row in signup.topics]
    named = {topic.id: topic for topic in described(every)}

    def choice(interest: Interest) -> TopicChoice:
        return TopicChoice([named[i] for i in signup.topic_ids(interest) if i in named], [], "", False)

    people = People([row.member for row in signup.avoids], [], "")
    return Sent(tuple(signup.hours), choice(Interest.OFFER), choice(Interest.NEED), people)


def as_sent(signup: SignUp) -> Sent:
    offers, needs = (
        read_choice(name, signup.topic_ids(i)) for name, i in (("offers", Interest.OFFER), ("needs", Interest.NEED))
    )
    return Sent(hours_sent(), offers, needs, people_sent())


def people_sent() -> People:
    """Whom the form names, and whom the name typed would find."""
    session, texts = web.session(), request.form.getlist("avoids")[: MOST_AVOIDED + 1]
    ids = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]
    chosen = people_with_ids(session, web.actor(), ids)
    wanted = request.form.get("find") == "avoids"
    query = request.form.get("avoids-query", "").strip()[:100] if wanted else ""
    return People(chosen, people_named(session, web.actor(), query, [m.id for m in chosen]), query)


def sign_up_page(form: SignUpForm, sent: Sent, signup: SignUp) -> str:
    return render_template(
        "rounds/sign_up.html",
        form=form,
        round=signup.round,
        signup=signup,
        week=week_of_hours(sent.hours),
        sent=sent,
        met=met_before(web.session(), signup.member_id),
    )


@blueprint.route("/<permalink>/withdraw", methods=["GET", "POST"])
def leave(permalink: str) -> ResponseReturnValue:
    """Take no part after all, after being asked once."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    signup = own_sign_up(session, actor, found)
    if signup is None or signup.withdrawn_at is not None:
        raise NotFound(permalink)
    if DecisionForm().validate_on_submit():
        words = _("You take no part in this round.")
        return do(permalink, lambda _found: withdraw(session, actor, signup), words)
    return render_template("rounds/withdraw.html", round=found)
