"""What coordinators see of a round's sign-ups: who takes part, what is needed and offered, whom to invite."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import page_url, reader_languages
from app.formats import team_words
from app.rounds.views import blueprint
from app.rounds.words import REFUSALS
from knowledge.errors import NotFound
from knowledge.people.models import Interest
from knowledge.permissions import Action, require
from knowledge.rounds.errors import SignUpOver
from knowledge.rounds.fairness import left_out_before
from knowledge.rounds.finding import count_unfinished, find_round, list_sign_ups, supply_and_demand
from knowledge.rounds.inviting import find_offering, invite, invited_among
from knowledge.rounds.models import SignUp
from knowledge.topics.labels import TopicLabelView, labels_for


@dataclass(frozen=True)
class SignUpLine:
    """A person who takes part."""

    signup: SignUp
    about: str
    offers: tuple[TopicLabelView, ...]
    needs: tuple[TopicLabelView, ...]
    goes_first: bool  # the last round left them without a group


@blueprint.get("/<permalink>/sign-ups")
def signups(permalink: str) -> ResponseReturnValue:
    """The list, and supply against demand by topic."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    require(actor, Action.SEE_SIGN_UPS, found)
    page = list_sign_ups(session, actor, found, web.page_number())
    topics = supply_and_demand(session, actor, found)
    ids = {one.topic_id for one in topics} | {row.topic_id for signup in page.items for row in signup.topics}
    labels = labels_for(session, ids, reader_languages())

    def named(topic_ids: list[int]) -> tuple[TopicLabelView, ...]:
        return tuple(labels[topic_id] for topic_id in topic_ids if topic_id in labels)

    first = left_out_before(session, found, [one.id for one in page.items])

    def line(one: SignUp) -> SignUpLine:
        offers, needs = named(one.topic_ids(Interest.OFFER)), named(one.topic_ids(Interest.NEED))
        return SignUpLine(one, team_words(one.team), offers, needs, one.id in first)

    return render_template(
        "rounds/signups.html",
        round=found,
        page=page,
        lines=[line(one) for one in page.items],
        lacking=[(one, labels[one.topic_id]) for one in topics if one.topic_id in labels and one.need > one.offer],
        enough=[(one, labels[one.topic_id]) for one in topics if one.topic_id in labels and one.need <= one.offer],
        most=max((max(one.need, one.offer) for one in topics), default=1),
        unfinished=count_unfinished(session, found),
        url_for_page=page_url("rounds.signups", permalink=permalink),
    )


def topic_asked() -> int:
    text = request.values.get("topic", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NotFound(text)
    return int(text)


@blueprint.get("/<permalink>/invite")
def inviting(permalink: str) -> ResponseReturnValue:
    """People whose profile offers a topic of which the round has too little."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    topic_id = topic_asked()
    page = find_offering(session, actor, found, topic_id, web.page_number())
    labels = labels_for(session, [topic_id], reader_languages())
    if topic_id not in labels:
        raise NotFound(str(topic_id))
    return render_template(
        "rounds/invite.html",
        round=found,
        page=page,
        topic=labels[topic_id],
        topic_id=topic_id,
        invited=invited_among(session, found, [member.id for member in page.items]),
        url_for_page=page_url("rounds.inviting", permalink=permalink, topic=topic_id),
    )


@blueprint.post("/<permalink>/invite")
def invite_one(permalink: str) -> ResponseReturnValue:
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    who = request.form.get("member", "")
    if not who.isascii() or not who.isdigit() or len(who) > 9:
        raise NotFound(who)
    try:
        invite(session, actor, found, int(who))
    except SignUpOver as error:
        web.tell(str(REFUSALS[type(error)]), "fix")
    else:
        web.tell(_("The invitation is on its way."))
    return redirect(url_for("rounds.inviting", permalink=permalink, topic=topic_asked()), 303)
