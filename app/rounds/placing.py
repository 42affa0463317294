"""The group that is proposed to a person: who is in it, why, when it can meet, and the answer."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from app import web
from app.context import reader_languages
from app.people.words import status_of
from app.rounds.explaining import group_card
from app.rounds.views import blueprint
from app.rounds.words import REFUSALS, attempt
from knowledge import clock
from knowledge.errors import Conflict
from knowledge.rounds.confirming import answer, find_own_place, own_place
from knowledge.rounds.finding import find_round
from knowledge.rounds.models import MatchingRound
from knowledge.rounds.proposal_models import Answer, ProposedPlace
from knowledge.rounds.reading import topics_named
from knowledge.topics.labels import labels_for

SHOWN_WINDOWS = 6


class AnswerForm(FlaskForm):
    words = TextAreaField(_l("A word to the coordinators"))


@blueprint.route("/<permalink>/my-group", methods=["GET", "POST"])
def my_place(permalink: str) -> ResponseReturnValue:
    """Look at the group proposed to oneself, and accept or decline the place in it."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    if request.method == "GET" and find_own_place(session, actor, found) is None:
        return redirect(url_for("rounds.show", permalink=permalink))  # an older notice leads here
    place = own_place(session, actor, found)
    form = AnswerForm()
    if form.is_submitted() and form.validate():
        accepts = "accept" in request.form
        try:
            if not accepts and "decline" not in request.form:
                form.form_errors = [_("Say whether you accept the place or decline it.")]
            elif attempt(form, lambda: answer(session, actor, found, accepts=accepts, words=form.words.data or "")):
                web.tell(_("You accepted. You are told when the group begins.") if accepts else _("You declined."))
                return redirect(url_for("rounds.my_place" if accepts else "rounds.show", permalink=permalink), 303)
        except Conflict as error:
            form.form_errors = [str(REFUSALS[type(error)])]
    return place_page(found, place, form), status_of(form)


def place_page(found: MatchingRound, place: ProposedPlace, form: AnswerForm) -> str:
    group = place.group
    assert group is not None
    labels = labels_for(web.session(), topics_named(group.places), reader_languages())
    card = group_card(group, labels, [one for one in group.places if one is place or one.answer != Answer.DECLINED])
    own = next(line for line in card.lines if line.place.signup_id == place.signup_id)
    return render_template(
        "rounds/my_place.html",
        round=found,
        place=place,
        form=form,
        card=card,
        own=own,
        others=[line for line in card.lines if line is not own],
        beginnings=[moment for moment in card.beginnings if moment > clock.now()][:SHOWN_WINDOWS],
        asks=place.answer == Answer.ASKED and found.state == "proposed",
    )
