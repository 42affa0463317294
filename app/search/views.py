"""The search page: words, choices, counts, hits with the reasons; never a dead end."""

import logging
from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app import web
from app.context import reader_languages
from app.search.engine import search_engine
from app.search.expansion import beside_the_words, shown_topics, with_topics
from app.search.facets import ready_facets, titles
from app.search.hits import show_hits
from app.search.state import FACETS, PER_PAGE, SORTS, SearchState, read_state
from knowledge.paging import Page
from knowledge.permissions import Actor, audience_terms
from search_index.errors import SearchUnavailable
from search_index.interface import Audience, SearchRequest, SearchResponse
from search_index.loading import text_source

log = logging.getLogger("causeway.search")
blueprint = Blueprint("search", __name__, url_prefix="/search")


@dataclass(frozen=True)
class Wider:
    """A search that asks less, and how many notes it finds."""

    facet: str
    address: str
    found: int


@blueprint.get("")
def results() -> ResponseReturnValue:
    """What was found, narrowed and counted; the newest notes when nothing was typed."""
    state = read_state(request.args)
    actor = web.actor()
    question = asked(state, actor)
    try:
        response = search_engine().search(question, text_source(web.session()))
    except SearchUnavailable:
        log.exception("the index does not answer")
        return render_template("search/unavailable.html", state=state), 503, {"Retry-After": "60"}
    facets, chosen = ready_facets(web.session(), state, response.facets)
    return render_template(
        "search/results.html",
        state=state,
        hits=show_hits(web.session(), actor, response.hits),
        page=Page([], state.page, min(response.total, PER_PAGE * 50), PER_PAGE),
        total=response.total,
        facets=facets,
        chosen=chosen,
        also=beside_the_words(state, question),
        topic_names=shown_topics(question, response),
        suggestion=replace(state, query=response.suggestion) if response.suggestion else None,
        wider=[] if response.total else wider(state, actor),
        facet_titles=titles(),
        sorts=SORTS,
    )


def asked(state: SearchState, actor: Actor) -> SearchRequest:
    """The state as the engine takes it, within the actor's audience."""
    request = SearchRequest(
        query=state.query,
        audience=Audience(audience_terms(actor)),
        filters=state.choices,
        facets=FACETS,
        sort="newest" if state.sort == "relevance" and not state.query else state.sort,
        offset=(state.page - 1) * PER_PAGE,
        limit=PER_PAGE,
        languages=reader_languages(),
        highlight=True,
    )
    return with_topics(request, state.left_out)


def wider(state: SearchState, actor: Actor) -> list[Wider]:
    """For a search that found nothing: what it would find without each kind of choice. At most ten small searches."""
    ways = []
    for facet in state.choices:
        less = state.without(facet)
        response: SearchResponse = search_engine().search(
            replace(asked(less, actor), facets=(), limit=0, highlight=False)
        )
        if response.total:
            ways.append(Wider(facet, less.address(), response.total))
    return ways
