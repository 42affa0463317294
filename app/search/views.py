"""The search page: words, choices, counts, hits with the reasons; never a dead end."""

import logging
from dataclasses import replace

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app import web
from app.search.all_choices import all_choices
from app.search.asking import asked
from app.search.context import own_context, preferences, with_reasons
from app.search.engine import search_engine
from app.search.expansion import beside_the_words, shown_topics
from app.search.facets import ready_facets
from app.search.hits import HitTexts, show_hits
from app.search.limits import limit_suggestions
from app.search.naming import TITLES
from app.search.state import DEEPEST_PAGE, PER_PAGE, SORTS, read_state
from app.search.suggesting import suggestions
from app.search.wider import nearest, wider
from knowledge.paging import Page
from search_index.audience import audience_now
from search_index.errors import SearchUnavailable

log = logging.getLogger("causeway.search")
blueprint = Blueprint("search", __name__, url_prefix="/search")


@blueprint.errorhandler(SearchUnavailable)
def unavailable(_error: SearchUnavailable) -> ResponseReturnValue:
    log.exception("the index does not answer")
    return render_template("search/unavailable.html", state=read_state(request.args)), 503, {"Retry-After": "60"}


@blueprint.get("")
def results() -> ResponseReturnValue:
    """What was found, narrowed and counted; the newest notes when nothing was typed."""
    state, actor = read_state(request.args), web.actor()
    audience, texts = audience_now(web.session(), actor), HitTexts(web.session(), actor)
    own = own_context(web.session(), actor, state)
    question = asked(state, audience, preferences(own))
    response = search_engine().search(question, texts)
    facets, chosen = ready_facets(web.session(), state, response.facets)
    ways = [] if response.total else wider(web.session(), state, audience, response.suggestion)
    hits = show_hits(response.hits, texts)
    return render_template(
        "search/results.html",
        state=state,
        hits=hits,
        own=with_reasons(web.session(), own, hits),
        page=Page([], state.page, min(response.total, PER_PAGE * DEEPEST_PAGE), PER_PAGE),
        total=response.total,
        facets=facets,
        chosen=chosen,
        suggestion=replace(state, query=response.suggestion, page=1) if response.suggestion else None,
        wider=ways,
        nearest=nearest(ways, audience, texts),
        also=beside_the_words(state, question),
        topic_names=shown_topics(question, response),
        sorts=SORTS,
    )


@blueprint.get("/choices/<facet>")
def choices(facet: str) -> ResponseReturnValue:
    """All values of a facet under the search as it stands."""
    if facet not in TITLES:
        abort(404)
    state, find = read_state(request.args), request.args.get("find", "")[:100]
    audience = audience_now(web.session(), web.actor())
    question = replace(asked(state, audience), facets=(facet,), offset=0, limit=0, highlight=False)
    response = search_engine().search(question)
    found = all_choices(web.session(), state, facet, response.facets[facet], web.page_number(), find)
    return render_template("search/choices.html", state=state, facet=facet, title=TITLES[facet], found=found, find=find)


@blueprint.get("/suggest")
@limit_suggestions
def suggest() -> ResponseReturnValue:
    """What somebody may mean who has typed this much: topics, notes and organizations, each with its address."""
    found = suggestions(web.session(), web.actor(), request.args.get("q", ""))
    answer = jsonify([vars(one) for one in found])
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
