"""The pages everybody reads: all topics, one topic, its history, and the answers to the picker."""

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app import web
from app.context import reader_languages
from app.formats import foreign
from app.topics.blueprint import blueprint
from app.topics.choosing import matches_for
from app.topics.naming import name_of, name_of_scheme, names_of, note_for_reader
from app.topics.telling_history import told
from knowledge.paging import PAGE_SIZE, Page
from knowledge.topics.history import changes_of
from knowledge.topics.lookup import TopicMatch, find_topics
from knowledge.topics.models import Topic
from knowledge.topics.notes_here import notes_of_topic
from knowledge.topics.reading import (
    Surroundings,
    TopicLine,
    find_topic,
    schemes_in_use,
    subtopics_of,
    surroundings_of,
    top_topics,
)

MOST_FOUND = 200


@blueprint.get("")
@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Topics by name: found by a label in any language, or all that stand on top."""
    query, scheme = request.args.get("q", "").strip(), request.args.get("scheme")
    session, languages = web.session(), reader_languages()
    found = page_of_matches(query) if query else None
    tops = None if query else top_topics(session, scheme, languages, web.page_number())
    schemes = schemes_in_use(session)
    return render_template(
        "topics/index.html", query=query, found=found, tops=tops, schemes=schemes, scheme=scheme, name_of=name_of_scheme
    )


def page_of_matches(query: str) -> Page[TopicMatch]:
    matches = find_topics(web.session(), query, reader_languages(), MOST_FOUND)
    number = min(web.page_number(), max(1, -(-len(matches) // PAGE_SIZE)))
    return Page(matches[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, len(matches))


@blueprint.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Topics for what was typed into a picker: a list of objects with id, label and path."""
    matches = matches_for(request.args.get("q", ""))
    return jsonify([{"id": topic.id, "label": topic.label, "path": topic.path} for topic in matches])


@blueprint.get("/<permalink>")
def show(permalink: str) -> ResponseReturnValue:
    """One topic in the reader's language: where it stands, what is under it, and its notes."""
    session, languages = web.session(), reader_languages()
    topic = find_topic(session, permalink)
    if topic.merged_into_id is not None:
        return redirect(address_of(topic.merged_into_id), 301)
    around = surroundings_of(session, topic, languages)
    return render_template(
        "topics/show.html",
        topic=topic,
        name=name_of(topic),
        steps=steps_to(around),
        note=note_for_reader(topic),
        names=names_of(topic),
        around=around,
        subtopics=subtopics_of(session, topic, languages, web.page_number("below")),
        below_url=lambda number: url_for("topics.show", permalink=permalink, below=number),
        notes=notes_of_topic(session, web.actor(), topic, languages, web.page_number()),
    )


def steps_to(around: Surroundings) -> list[tuple[str | Markup, str]]:
    """The first way down to the topic, for the breadcrumbs."""
    steps = [
        (foreign(up.label, up.language), url_for("topics.show", permalink=up.permalink)) for up in first_trail(around)
    ]
    return [(_("Topics"), url_for("topics.index")), *steps]


def first_trail(around: Surroundings) -> list[TopicLine]:
    return around.trails[0] if around.trails else []


def address_of(topic_id: int) -> str:
    topic = web.session().get(Topic, topic_id)
    if topic is None:
        abort(404)
    return url_for("topics.show", permalink=topic.permalink)


@blueprint.get("/<permalink>/history")
def history(permalink: str) -> ResponseReturnValue:
    """Every change to the topic, the newest first."""
    session = web.session()
    topic = find_topic(session, permalink)
    changes, total = changes_of(session, topic, web.page_number())
    return render_template(
        "topics/history.html",
        topic=topic,
        name=name_of(topic),
        entries=told(changes),
        page=Page(changes, web.page_number(), total),
    )
