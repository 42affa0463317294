"""One's profile: what the network knows of a person."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import reader_languages
from app.people.account import myself
from app.people.blueprint import blueprint
from app.people.languages import codes_of, other_languages, without_unknown
from app.people.profile_form import ProfileForm, TopicChoice
from app.people.words import attempt, status_of
from knowledge.errors import Invalid
from knowledge.people.models import Interest, Member
from knowledge.people.profile import Profile, edit_profile

INTERESTS = {Interest.OFFER: "offers", Interest.NEED: "needs"}


@blueprint.route("/profile", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    member = myself()
    if request.method == "GET":
        return profile_page(first_shown(member), chosen_by(member))
    form = ProfileForm()
    choices = {name: TopicChoice.sent(name) for name in INTERESTS.values()}
    if "find" in request.form:
        return profile_page(form, choices)
    if form.validate_on_submit() and attempt(form, lambda: save(member, form, choices)):
        web.tell(_("Your profile is saved."))
        return redirect(url_for("people.show", permalink=member.permalink))
    return profile_page(form, choices), status_of(form)


def profile_page(form: ProfileForm, choices: dict[str, TopicChoice]) -> str:
    languages = reader_languages()
    shown = {name: choice.shown(web.session(), languages) for name, choice in choices.items()}
    return render_template("people/profile.html", form=form, topics=shown, member=myself())


def first_shown(member: Member) -> ProfileForm:
    """The form with what is kept."""
    form = ProfileForm(formdata=None, obj=member)
    form.other_languages.data = other_languages(member.languages)
    form.interface_language.data = member.interface_language or ""
    return form


def chosen_by(member: Member) -> dict[str, TopicChoice]:
    return {
        name: TopicChoice(name, [row.topic_id for row in member.interests if row.interest == interest])
        for interest, name in INTERESTS.items()
    }


def save(member: Member, form: ProfileForm, choices: dict[str, TopicChoice]) -> None:
    """Raises `Invalid`; a language nobody knows is named at its field."""
    others = form.other_languages.data or ""
    if unknown := without_unknown(others):
        what = _("We do not know the language “%(name)s”. Write its code, such as wo.", name=unknown)
        raise Invalid({"other_languages": what})
    edit_profile(
        web.session(),
        web.actor(),
        member,
        Profile(
            name=form.name.data or "",
            about=form.about.data or "",
            languages=[*(form.languages.data or []), *codes_of(others)],
            timezone=form.timezone.data,
            interface_language=form.interface_language.data or None,
            mail_notices=bool(form.mail_notices.data),
            offers=choices["offers"].ids,
            needs=choices["needs"].ids,
        ),
    )
