"""Coordinators add topics and change their labels, scope notes and place; retire and restore them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import reader_languages
from app.formats import reader_locale
from app.languages import language_choices
from app.topics.blueprint import blueprint
from app.topics.choosing import Choosable, described, read_choice
from app.topics.forms import DecisionForm, LabelsForm, RowsForm, ScopeForm, show_problems, whole_number
from app.topics.naming import name_of, names_of
from knowledge.errors import Invalid
from knowledge.permissions import Action, Actor, require
from knowledge.topics import curating
from knowledge.topics.history import version_of
from knowledge.topics.labels import lookup_key
from knowledge.topics.lookup import find_topics
from knowledge.topics.models import Topic
from knowledge.topics.names import LanguageRow
from knowledge.topics.reading import find_topic

MOST_COMPARED = 10


def curator() -> Actor:
    """The actor, who must be allowed to curate."""
    who = web.actor()
    require(who, Action.CURATE_TOPICS)
    return who


def topic_to_curate(permalink: str) -> Topic:
    curator()
    return find_topic(web.session(), permalink)


def done(topic: Topic, words: str) -> ResponseReturnValue:
    web.tell(words)
    return redirect(url_for("topics.show", permalink=topic.permalink))


def retold(form: RowsForm | DecisionForm, changed: curating.TopicChanged) -> None:
    """Let the form be sent again on top of what another coordinator did meanwhile."""
    form.version.data = str(changed.version)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add a topic."""
    who, form = curator(), LabelsForm()
    choice = read_choice("broader")
    if request.method == "GET":
        form.fill([LanguageRow(language, "") for language in dict.fromkeys((reader_locale().language, "en"))])
        under = request.args.get("under", "")
        chosen = described([find_topic(web.session(), under).id]) if under else []
        return add_page(form, chosen)
    if form.asked_for_rows() or choice.asked:
        return add_page(form, choice.chosen, choice.found, choice.query)
    alike = topics_named_alike(form)
    if alike and "anyway" not in request.form:
        return add_page(form, choice.chosen, alike=alike), 422
    try:
        topic = curating.add_topic(web.session(), who, form.language_rows(), choice.ids)
    except Invalid as problem:
        show_problems(form, problem.fields)
        return add_page(form, choice.chosen), 422
    return done(topic, _("The topic was added."))


def add_page(
    form: LabelsForm,
    chosen: list[Choosable],
    found: list[Choosable] | None = None,
    query: str = "",
    alike: list[Choosable] | None = None,
) -> str:
    return render_template(
        "topics/new.html",
        form=form,
        chosen=chosen,
        found=found or [],
        query=query,
        alike=alike or [],
        language_choices=language_choices(),
    )


def topics_named_alike(form: LabelsForm) -> list[Choosable]:
    """Topics that have one of the preferred labels already, in whatever language."""
    keys = {lookup_key(row.preferred) for row in form.language_rows()} - {""}
    alike = {
        match.id
        for key in sorted(keys)[:MOST_COMPARED]
        for match in find_topics(web.session(), key, reader_languages())
        if key in (lookup_key(match.label), lookup_key(match.matched))
    }
    return described(sorted(alike))


@blueprint.route("/<permalink>/labels", methods=["GET", "POST"])
def labels(permalink: str) -> ResponseReturnValue:
    """Change what a topic is called."""
    topic, form = topic_to_curate(permalink), LabelsForm()
    if request.method == "GET":
        form.fill(names_of(topic))
        form.version.data = str(version_of(web.session(), topic))
        return labels_page(topic, form)
    if form.asked_for_rows():
        return labels_page(topic, form)
    try:
        version = whole_number(form.version.data)
        curating.change_labels(web.session(), web.actor(), topic, form.language_rows(), version)
    except Invalid as problem:
        show_problems(form, problem.fields)
        return labels_page(topic, form), 422
    except curating.TopicChanged as changed:
        retold(form, changed)
        return labels_page(topic, form, there=names_of(topic)), 409
    return done(topic, _("The labels were saved."))


def labels_page(topic: Topic, form: LabelsForm, there: list[LanguageRow] | None = None) -> str:
    return render_template(
        "topics/labels.html",
        topic=topic,
        name=name_of(topic),
        form=form,
        there=there,
        language_choices=language_choices(),
    )


@blueprint.route("/<permalink>/scope", methods=["GET", "POST"])
def scope(permalink: str) -> ResponseReturnValue:
    """Change what a topic is said to cover."""
    topic, form = topic_to_curate(permalink), ScopeForm()
    if request.method == "GET":
        form.fill(topic.notes_by_language or {reader_locale().language: ""})
        form.version.data = str(version_of(web.session(), topic))
        return scope_page(topic, form)
    if form.asked_for_rows():
        return scope_page(topic, form)
    try:
        version = whole_number(form.version.data)
        curating.change_scope_notes(web.session(), web.actor(), topic, form.notes(), version)
    except Invalid as problem:
        show_problems(form, problem.fields)
        return scope_page(topic, form), 422
    except curating.TopicChanged as changed:
        retold(form, changed)
        return scope_page(topic, form, there=dict(topic.notes_by_language)), 409
    return done(topic, _("The scope note was saved."))


def scope_page(topic: Topic, form: ScopeForm, there: dict[str, str] | None = None) -> str:
    return render_template(
        "topics/scope.html",
        topic=topic,
        name=name_of(topic),
        form=form,
        there=there,
        language_choices=language_choices(),
    )
