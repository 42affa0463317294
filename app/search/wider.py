"""For a search that found nothing: the closest searches that ask less, each with what it finds for this reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.context import reader_languages
from app.search.asking import asked, count
from app.search.engine import search_engine
from app.search.hits import HitTexts, ShownHit, show_hits
from app.search.naming import is_number
from app.search.state import SearchState
from knowledge.topics.hierarchy import edges_above
from knowledge.topics.labels import labels_for
from search_index.interface import Audience
from search_index.query.loosening import with_any_word, without_each_word

MOST_WAYS = 8
MOST_TRIED = 24
"""Small searches that are run at most to find the ways."""
NEAREST = 2


@dataclass(frozen=True)
class Wider:
    """A search that asks less, what is let go, and how many notes it finds."""

    label: str
    state: SearchState
    found: int


def wider(session: Session, state: SearchState, audience: Audience, spelling: str | None) -> list[Wider]:
    """The ways that find something, the closest to what was asked first. At most two queries."""
    ways: list[Wider] = []
    tried = {state.address()}
    for label, less in [*without_a_choice(state), *broader(session, state), *other_words(state, spelling)]:
        if less.address() in tried or len(tried) > MOST_TRIED or len(ways) == MOST_WAYS:
            continue
        tried.add(less.address())
        if found := count(less, audience):
            ways.append(Wider(label, less, found))
    return ways


def without_a_choice(state: SearchState) -> Iterable[tuple[str, SearchState]]:
    labels = {
        "topic": _("In any topic"),
        "country": _("In any country"),
        "region": _("In any region"),
        "organization": _("Of any organization"),
        "language": _("In all languages"),
        "evidence": _("With any kind of evidence"),
        "income_level": _("In any income level"),
        "status": _("Ongoing, ended or stopped alike"),
        "kind": _("Of any kind"),
        "year": _("From any year"),
    }
    for facet in state.choices:
        yield labels[facet], state.without(facet)
    if len(state.choices) > 1:
        yield _("Without any of the choices"), replace(state, choices={}, page=1)


def broader(session: Session, state: SearchState) -> Iterable[tuple[str, SearchState]]:
    """Instead of a chosen topic the ones directly above it."""
    chosen = [int(topic) for topic in state.choices.get("topic", ()) if is_number(topic)]
    edges = edges_above(session, chosen)
    above = list(dict.fromkeys(up for topic in chosen for up in edges.get(topic, ())))
    labels = labels_for(session, above, reader_languages())
    for topic in above:
        if topic in labels:
            yield _("The broader topic: %(topic)s", topic=labels[topic].text), state.choosing("topic", str(topic))


def other_words(state: SearchState, spelling: str | None) -> Iterable[tuple[str, SearchState]]:
    if spelling:
        yield _("Spelt differently: %(words)s", words=spelling), replace(state, query=spelling, page=1)
    for word, rest in without_each_word(state.query):
        yield _("Without the word %(word)s", word=word), replace(state, query=rest, page=1)
    if any_word := with_any_word(state.query):
        yield _("Any of your words instead of all of them"), replace(state, query=any_word, page=1)
        yield _("Any of your words, without the choices"), replace(state, query=any_word, choices={}, page=1)


def nearest(ways: Sequence[Wider], audience: Audience, texts: HitTexts) -> list[ShownHit]:
    """The first hits of the way that asks for most of what was asked. At most three queries."""
    if not ways:
        return []
    closest = min(ways, key=lambda way: way.found)
    request = replace(asked(closest.state, audience), facets=(), limit=NEAREST)
    return show_hits(search_engine().search(request, texts).hits, texts)
