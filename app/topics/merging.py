"""Coordinators merge one topic into another: choose the other, see what follows, decide."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.topics.blueprint import blueprint
from app.topics.choosing import TopicChoice, read_choice
from app.topics.curating import retold, topic_to_curate
from app.topics.forms import PROBLEMS, DecisionForm, whole_number
from app.topics.naming import name_of
from knowledge.errors import Invalid
from knowledge.topics.curating import TopicChanged
from knowledge.topics.history import version_of
from knowledge.topics.merging import merge_topics
from knowledge.topics.models import Topic
from knowledge.topics.usage import usage_of


@blueprint.route("/<permalink>/merge", methods=["GET", "POST"])
def merge(permalink: str) -> ResponseReturnValue:
    """First choose into which topic, then confirm with the numbers of what follows."""
    topic, form = topic_to_curate(permalink), DecisionForm()
    choice = read_choice("target")
    if request.method == "GET":
        form.version.data = str(version_of(web.session(), topic))
        return choose_page(topic, form, choice)
    if "find" in request.form:
        return choose_page(topic, form, choice)
    if len(choice.ids) != 1:
        return choose_page(topic, form, choice, [_("Choose exactly one topic.")]), 422
    if choice.ids == [topic.id]:
        return choose_page(topic, form, choice, [str(PROBLEMS["merge_itself"])]), 422
    if request.form.get("decided") != "yes":
        return confirm_page(topic, form, choice)
    return decide(topic, form, choice)


def decide(topic: Topic, form: DecisionForm, choice: TopicChoice) -> ResponseReturnValue:
    target = web.session().get_one(Topic, choice.ids[0])
    try:
        merge_topics(web.session(), web.actor(), topic, target, whole_number(form.version.data))
    except Invalid as problem:
        return choose_page(topic, form, choice, [str(PROBLEMS[code]) for code in problem.fields.values()]), 422
    except TopicChanged as changed:
        retold(form, changed)
        return confirm_page(topic, form, choice, changed=True), 409
    web.tell(_("The topics were merged. The old address leads here."))
    return redirect(url_for("topics.show", permalink=target.permalink))


def choose_page(topic: Topic, form: DecisionForm, choice: TopicChoice, problems: Sequence[str] = ()) -> str:
    return render_template(
        "topics/merge.html", topic=topic, name=name_of(topic), form=form, choice=choice, problems=problems
    )


def confirm_page(topic: Topic, form: DecisionForm, choice: TopicChoice, changed: bool = False) -> str:
    return render_template(
        "topics/merge_confirm.html",
        topic=topic,
        name=name_of(topic),
        form=form,
        target=choice.chosen[0],
        usage=usage_of(web.session(), topic.id),
        changed=changed,
    )
