"""What a search box offers while somebody types. Topics and organizations are public; titles come from within the audience."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.context import reader_languages
from app.search.engine import search_engine
from knowledge.notes.cards import cards_for
from knowledge.organizations.directory import organizations_named
from knowledge.permissions import Actor
from knowledge.topics.lookup import topics_beginning
from search_index.analysis.scripts import Script, script_of
from search_index.audience import audience_now
from search_index.interface import SearchRequest
from search_index.query.tree import AllOf, InField, Node, Prefix, Words

MOST_TOPICS, MOST_TITLES, MOST_ORGANIZATIONS = 4, 5, 2
LONGEST = 80
MOST_WORDS = 8


@dataclass(frozen=True)
class Suggestion:
    """`kind` says what it is in the reader's words, `about` what it lies in or is from."""

    kind: str
    label: str
    language: str
    about: str
    url: str


def suggestions(session: Session, actor: Actor, text: str) -> list[Suggestion]:
    """At most eleven, for at least two letters (or one of Chinese). At most eight queries."""
    text = " ".join(text[:LONGEST].split())
    if len(text) < 2 and script_of(text) is not Script.UNSPACED:
        return []
    return [*topics(session, text), *titles(session, actor, text), *organizations(session, text)]


def topics(session: Session, text: str) -> list[Suggestion]:
    found = topics_beginning(session, text, reader_languages(), MOST_TOPICS)
    return [
        Suggestion(_("Topic"), one.label, one.language, one.path, url_for("search.results", topic=one.id))
        for one in found
    ]


def titles(session: Session, actor: Actor, text: str) -> list[Suggestion]:
    """Notes with these words in their titles, the last one perhaps unfinished."""
    wanted = title_with(text.split()[:MOST_WORDS])
    request = SearchRequest(
        wanted, audience_now(session, actor), limit=MOST_TITLES, languages=reader_languages(), collapse=True
    )
    ids = [hit.note_id for hit in search_engine().search(request).hits]
    return [
        Suggestion(_("Note"), card.title, card.language, "", url_for("notes.show", permalink=card.permalink))
        for card in cards_for(session, actor, ids)
    ]


def title_with(words: Sequence[str]) -> Node:
    parts: list[Node] = [InField("title", Words(word)) for word in words[:-1]]
    return AllOf((*parts, InField("title", Prefix(words[-1]))))


def organizations(session: Session, text: str) -> list[Suggestion]:
    return [
        Suggestion(
            _("Organization"), one.name, one.language, one.acronym, url_for("search.results", organization=one.id)
        )
        for one in organizations_named(session, text, MOST_ORGANIZATIONS)
    ]
