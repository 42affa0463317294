"""The page of a person, for members."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app import web
from app.context import reader_languages
from app.people.blueprint import blueprint
from knowledge.notes.listing import list_notes
from knowledge.people.models import Interest
from knowledge.people.reading import find_person_with_teams
from knowledge.topics.labels import labels_for


@blueprint.get("/<permalink>")
def show(permalink: str) -> ResponseReturnValue:
    session, actor = web.session(), web.require_member()
    person, memberships = find_person_with_teams(session, actor, permalink)
    labels = labels_for(session, [row.topic_id for row in person.interests], reader_languages())
    topics = {
        interest: [(row.topic, labels[row.topic_id]) for row in person.interests if row.interest == interest]
        for interest in Interest
    }
    return render_template(
        "people/show.html",
        person=person,
        memberships=memberships,
        offers=topics[Interest.OFFER],
        needs=topics[Interest.NEED],
        page=list_notes(session, actor, author=person, languages=reader_languages(), page=web.page_number()),
    )
