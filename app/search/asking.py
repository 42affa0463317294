"""A search as the engine takes it, within what the reader may read (`search_index.audience.audience_now`)."""

from dataclasses import replace

from app.context import reader_languages
from app.search.engine import search_engine
from app.search.expansion import with_topics
from app.search.state import FACETS, PER_PAGE, SearchState
from search_index.interface import Audience, Preference, SearchRequest


def asked(
    state: SearchState,
    audience: Audience,
    prefer: tuple[Preference, ...] = (),
    languages: tuple[str, ...] | None = None,
) -> SearchRequest:
    """Translations of one another are one hit, so totals, facets and pages count them once.

    Without `languages` those of whoever reads the page; the worker, which has no reader, names them.
    """
    request = SearchRequest(
        query=state.query,
        audience=audience,
        filters=state.choices,
        facets=FACETS,
        sort="newest" if state.sort == "relevance" and not state.query and not prefer else state.sort,
        offset=(state.page - 1) * PER_PAGE,
        limit=PER_PAGE,
        languages=reader_languages() if languages is None else languages,
        highlight=True,
        collapse=True,
        prefer=prefer,
    )
    return with_topics(request, state.left_out)


def count(state: SearchState, audience: Audience) -> int:
    """How many hits the search has; a small question beside that of a page."""
    return search_engine().search(replace(asked(state, audience), facets=(), limit=0, highlight=False)).total
