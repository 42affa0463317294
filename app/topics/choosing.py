"""Choosing topics on a form, with and without the script: what is chosen, what was looked for, what was found.

A view reads `read_choice("topics")`; while `asked` is true the person pressed "Find topic" and the form is shown again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flask import request

from app import web
from app.context import reader_languages
from knowledge.topics.hierarchy import paths_for
from knowledge.topics.lookup import find_topics, resolve

MOST_CHOSEN = 50
MOST_FOUND = 10


@dataclass(frozen=True)
class Choosable:
    """A topic as the picker shows it: its name for the reader, and where it stands or by what other name it was found."""

    id: int
    label: str
    language: str
    path: str


@dataclass(frozen=True)
class TopicChoice:
    """What a form's picker holds; pass `chosen`, `found` and `query` on to the macro."""

    chosen: list[Choosable]
    found: list[Choosable]
    query: str
    asked: bool

    @property
    def ids(self) -> list[int]:
        return [topic.id for topic in self.chosen]


def read_choice(name: str, keep: Collection[int] = ()) -> TopicChoice:
    """The picker `name` of the form that was sent. `keep`: retired topics that the thing carries already and may go on carrying."""
    chosen = chosen_topics(request.form.getlist(name), keep)
    query = request.form.get(f"{name}-query", "").strip()
    asked = request.form.get("find") == name
    found = matches_for(query, {topic.id for topic in chosen})
    # Words left in the field of a form that was sent for another reason deserve no "nothing found".
    return TopicChoice(chosen, found, query if found or asked else "", asked)


def chosen_topics(form_values: Iterable[str | int], keep: Collection[int] = ()) -> list[Choosable]:
    """The topics whose ids a form sent, in order and once each; what is no topic, or retired, is left out."""
    texts = (str(value) for value in form_values)
    ids = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]
    return described(resolve(web.session(), ids[:MOST_CHOSEN], keep))


def described(topic_ids: Collection[int]) -> list[Choosable]:
    if not topic_ids:
        return []
    paths, labels = paths_for(web.session(), topic_ids, reader_languages())
    return [
        Choosable(topic_id, labels[topic_id].text, labels[topic_id].language, paths[topic_id])
        for topic_id in topic_ids
        if topic_id in labels
    ]


def matches_for(query: str, besides: Collection[int] = ()) -> list[Choosable]:
    """Topics that have `query` as a label in any language, or begin with it, or have its words; without those in `besides`."""
    if not query.strip():
        return []
    found = find_topics(web.session(), query, reader_languages(), MOST_FOUND + len(besides))
    matches = [
        Choosable(topic.id, topic.label, topic.language, " · ".join(filter(None, (topic.path, topic.matched))))
        for topic in found
        if topic.id not in besides
    ]
    return matches[:MOST_FOUND]
