"""What the worker does for saved searches: numbers what arrived, looks at the searches that are due, tells their owners.

Each look is a transaction of its own. Whatever happens between two of them, nothing is told twice and nothing is lost: see
docs/decisions/0008-what-is-new-to-a-saved-search.md.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import web
from app.notices.letters import letter_languages
from app.saved_searches.searching import asks_for_something, request_for, state_today
from app.search.state import SearchState
from knowledge.saved_searches.arrivals import changed_notes, number_arrivals
from knowledge.saved_searches.looking import (
    MOST_NAMED,
    Look,
    begin_look,
    due_searches,
    end_look,
    put_off,
    search_to_look_at,
)
from knowledge.saved_searches.models import SavedSearch
from knowledge.saved_searches.translations import one_of_each, others_of, sets_of
from search_index.audience import audience_now
from search_index.errors import SearchError, SearchUnavailable
from search_index.interface import Audience, SearchEngine

log = logging.getLogger("causeway.alerts")

BATCH = 100
MOST_LOOKED_AT = 1_000  # hits whose translations are sorted out; of more the best are named and the rest is one link


def alert(engine: SearchEngine) -> int:
    """Look at searches that are due, at most BATCH; when none is, number what arrived. Returns how much was done.

    Arrivals are numbered only when everything before was looked at: under load letters grow rather than queue.
    """
    with web.reading() as session:
        due = due_searches(session, BATCH)
    if due:
        told = sum(look_at(search_id, engine) for search_id in due)
        log.info("alerts: %d searches looked at, %d found something", len(due), told)
        return len(due)
    return number_what_is_found(engine)


def number_what_is_found(engine: SearchEngine) -> int:
    """Number what a search can find by now. Returns of how many notes; raises SearchUnavailable."""
    with web.reading() as session:
        notes = followed_notes(session, engine)
    if notes:
        with web.transaction() as session:
            number_arrivals(session, notes)
    return len(notes)


def number_before_saving(session: Session, engine: SearchEngine) -> None:
    """What a search finds at the moment it is saved is no news, even if the worker has not come to numbering it."""
    with suppress(SearchUnavailable):  # then nothing is found at this moment
        if notes := followed_notes(session, engine):
            number_arrivals(session, notes)


def followed_notes(session: Session, engine: SearchEngine) -> list[int]:
    """Notes that changed and that the index shows as they are: those that are published are really in it."""
    changed = changed_notes(session)
    present = engine.versions(changed.keys()) if changed else {}
    return [note_id for note_id, is_published in changed.items() if not is_published or note_id in present]


def look_at(search_id: int, engine: SearchEngine) -> bool:
    """Look at one search; tells whether its owner was told of something. A search that fails by itself is put off."""
    try:
        return look(search_id, engine)
    except (DBAPIError, SearchError, OSError):
        raise  # not this search's fault: the job rests, and begins with it again
    except Exception:
        log.exception("alerts: search %d cannot be looked at", search_id)
        with web.transaction() as session:
            put_off(session, search_id)
        return False


def look(search_id: int, engine: SearchEngine) -> bool:
    with web.reading() as session:
        search = search_to_look_at(session, search_id)
        if search is None:
            return False
        begun = begin_look(session, search)
        named, more = find(session, search, begun, engine)
    with web.transaction() as session:
        return end_look(session, begun, named, more) and bool(named)


def find(session: Session, search: SavedSearch, begun: Look, engine: SearchEngine) -> tuple[list[int], bool]:
    """The notes to name, best first, and whether there are more. The engine is not asked when nothing arrived."""
    state = state_today(session, search) if begun.candidates else None
    if state is None or not asks_for_something(search, state):
        return [], False
    ask = Asking(state, audience_now(session, begun.actor), letter_languages(search.member), engine)
    hits, total = ask.among(begun.candidates, MOST_LOOKED_AT)
    news = without_translations(session, begun, hits, ask)
    return news[:MOST_NAMED], len(news) > MOST_NAMED or total > len(hits)


@dataclass(frozen=True)
class Asking:
    """One owner's search, to be asked of some notes."""

    state: SearchState
    audience: Audience
    languages: Sequence[str]
    engine: SearchEngine

    def among(self, notes: frozenset[int], limit: int) -> tuple[list[int], int]:
        """Those of the notes that match, best first, at most `limit`; and how many match."""
        response = self.engine.search(request_for(self.state, self.audience, self.languages, notes, limit))
        return [hit.note_id for hit in response.hits], response.total


def without_translations(session: Session, begun: Look, hits: list[int], ask: Asking) -> list[int]:
    """The hits without translations of what this search has found before, and of the others one language each."""
    sets = sets_of(session, hits) if hits else {}
    if not sets:
        return hits
    known = others_of(session, begun.actor, {name for name, _language in sets.values()}, begun.candidates)
    old = {known[note_id] for note_id in (ask.among(frozenset(known), len(known))[0] if known else ())}
    news = [note_id for note_id in hits if note_id not in sets or sets[note_id][0] not in old]
    return one_of_each(news, sets, ask.languages)
