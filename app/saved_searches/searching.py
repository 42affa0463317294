"""From the address a search was saved by to the search that is run today."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.search.asking import asked
from app.search.state import LEFT_OUT, SearchState, read_state
from knowledge.saved_searches.models import SavedSearch
from knowledge.topics.lookup import resolve
from search_index.interface import Audience, SearchRequest

Pairs = list[tuple[str, str]]


def state_of(pairs: Iterable[Sequence[str]]) -> SearchState:
    """The search of an address; what this version does not know is ignored."""
    return read_state(MultiDict([(str(name), str(value)) for name, value in pairs if name != "page"]))


def state_today(session: Session, search: SavedSearch) -> SearchState:
    """The saved search with merged topics by what they became. No query unless topics were chosen."""
    state = state_of(search.address)
    chosen = state.choices.get("topic", ())
    if not chosen:
        return state
    today = resolve(session, [int(value) for value in chosen if value.isascii() and value.isdigit()])
    topics = tuple(map(str, today)) or chosen  # a retired topic finds nothing; the choice is not dropped for that
    return replace(state, choices={**state.choices, "topic": topics})


def asks_for_something(search: SavedSearch, state: SearchState) -> bool:
    """False when nothing is left of what was asked for: run as it is, such a search would find everything."""
    asked = any(name not in ("sort", "page", LEFT_OUT) for name, _value in search.address)
    return not asked or bool(replace(state, left_out=()).pairs(sort=False))


def request_for(
    state: SearchState, audience: Audience, languages: Sequence[str], among: frozenset[int], limit: int
) -> SearchRequest:
    """The same question as on the page of results, asked of some notes alone; each translation by itself."""
    question = asked(state, audience, languages=tuple(languages))
    return replace(question, among=among, limit=limit, offset=0, facets=(), highlight=False, collapse=False)
