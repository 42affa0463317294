"""What a search looks for beside the words that were typed: the topics they name, in every language; and taking that away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import current_app, g, has_request_context, url_for

from app import web
from app.context import reader_languages
from app.search.state import SearchState
from knowledge.topics.labels import distance
from search_index.across_languages.choosing import NARROWER_TOPICS, TYPED, part_of
from search_index.across_languages.expanding import EVERYTHING, across_languages
from search_index.across_languages.keeping import LabelKeeper
from search_index.across_languages.labels import Label, LabelTable
from search_index.interface import SearchRequest, SearchResponse
from search_index.query.tree import AlsoLabel, AlsoTopic, topics_in

SPELLED_OUT = 3
"""Narrower topics whose names the page spells out."""


@dataclass(frozen=True)
class Chip:
    """Names that are looked for together, `more` of which are not spelled out, and the address of the search without them."""

    names: str
    language: str
    without_url: str
    more: int = 0


@dataclass(frozen=True)
class ShownTopic:
    """A topic that the words name, with a chip for its names in each language; `narrower` for those of topics under it."""

    label: Label
    url: str
    without_url: str
    languages: list[Chip]
    narrower: Chip | None


@dataclass(frozen=True)
class Beside:
    """All that is looked for beside the words, and the addresses of the search without any of it and with all of it."""

    topics: list[ShownTopic]
    only_words_url: str
    everything_url: str = ""


def labels() -> LabelTable:
    """The names of all topics as they are now. A page asks once; a command and the worker each time, and wait until they are read."""
    keeper: LabelKeeper = current_app.extensions.setdefault("topic_labels", LabelKeeper())
    if not has_request_context():
        return keeper.table(web.session(), patience=None)
    if "topic_labels" not in g:
        g.topic_labels = keeper.table(web.session())
    table: LabelTable = g.topic_labels
    return table


def with_topics(request: SearchRequest, left_out: Sequence[str] = ()) -> SearchRequest:
    """The request with the topics that its words name, but for what was left out."""
    if not request.query or EVERYTHING in left_out:
        return request
    return across_languages(request, labels(), left_out)


def found_topics(request: SearchRequest) -> list[AlsoTopic]:
    return [] if isinstance(request.query, str) else list(topics_in(request.query))


def beside_the_words(state: SearchState, request: SearchRequest) -> Beside | None:
    """What the page says of the topics in a request; None when there was and is nothing to say."""
    topics = found_topics(request)
    if not topics and not state.left_out:
        return None
    table = labels()
    return Beside(
        [_shown(topic, state, table) for topic in topics],
        only_words_url=without(state, EVERYTHING),
        everything_url=replace(state, left_out=(), page=1).address() if state.left_out else "",
    )


def without(state: SearchState, *parts: str) -> str:
    """The address of the search with these parts left out too."""
    kept = () if EVERYTHING in parts else state.left_out
    return replace(state, left_out=tuple(dict.fromkeys([*kept, *parts])), page=1).address()


def _shown(topic: AlsoTopic, state: SearchState, table: LabelTable) -> ShownTopic:
    by_part: dict[str, list[AlsoLabel]] = {}
    for label in topic.labels:
        if label.weight < TYPED:
            by_part.setdefault(part_of(label, topic.topic), []).append(label)
    own = [_chip(topic, part, names, state) for part, names in by_part.items() if names[0].of == topic.topic]
    below = [name for names in by_part.values() for name in names if name.of != topic.topic]
    return ShownTopic(
        name_here(topic.topic, table),
        url_for("topics.show", permalink=table.topics[topic.topic].permalink),
        without(state, str(topic.topic)),
        own,
        _narrower(topic, below, state, table) if below else None,
    )


def _chip(topic: AlsoTopic, part: str, names: Sequence[AlsoLabel], state: SearchState) -> Chip:
    return Chip(" · ".join(name.text for name in names), names[0].language, without(state, f"{topic.topic}-{part}"))


def _narrower(topic: AlsoTopic, names: Sequence[AlsoLabel], state: SearchState, table: LabelTable) -> Chip:
    """The topics under one by the names that the reader knows them by."""
    here = [name_here(of, table) for of in dict.fromkeys(name.of for name in names)]
    spelled = " · ".join(one.text for one in here[:SPELLED_OUT])
    leave_out = without(state, f"{topic.topic}-{NARROWER_TOPICS}")
    return Chip(spelled, here[0].language, leave_out, max(0, len(here) - SPELLED_OUT))


def name_here(topic: int, table: LabelTable) -> Label:
    """What the reader calls a topic."""
    known = table.topics[topic]
    return min(known.labels, key=lambda one: (not one.is_preferred, distance(one.language, reader_languages())))


def shown_topics(request: SearchRequest, response: SearchResponse) -> dict[int, list[Label]]:
    """By note id the names of the topics that a hit carries and the words named."""
    if not found_topics(request):
        return {}
    table = labels()
    return {hit.note_id: [name_here(one, table) for one in hit.topics] for hit in response.hits if hit.topics}
