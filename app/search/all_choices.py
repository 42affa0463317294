"""Every value of one facet, on pages of its own, with a field to find one by its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.search.facets import HEADING, Counted, Line, Option, lines_of, options_of, topic_edges
from app.search.naming import Names
from app.search.state import SearchState
from knowledge.paging import Page
from knowledge.topics.folding import fold_label

A_PAGE = 100


@dataclass(frozen=True)
class AllChoices:
    """A page of options, and the values chosen that are not on it and stay chosen."""

    options: list[Option]
    page: Page[Line]
    elsewhere: list[str]


def all_choices(
    session: Session, state: SearchState, name: str, counted: Counted, number: int, find: str = ""
) -> AllChoices:
    """Values whose name holds the words of `find`, in the order in which they are read. At most two queries."""
    chosen = state.choices.get(name, ())
    edges = topic_edges(session, counted, chosen) if name == "topic" else {}
    lines = lines_of(name, counted, chosen, edges, len(counted))
    names = Names(session, {name: {value for _depth, value in lines}})
    if find:
        lines = found_by_name(lines, name, names, find)
    pages = max(1, -(-len(lines) // A_PAGE))
    page = Page(lines[(min(number, pages) - 1) * A_PAGE :][:A_PAGE], min(number, pages), len(lines), A_PAGE)
    here = {value for _depth, value in page.items}
    options = options_of(name, page.items, counted, state, names)
    return AllChoices(options, page, [value for value in chosen if value not in here])


def found_by_name(lines: Sequence[Line], name: str, names: Names, find: str) -> list[Line]:
    """The lines whose names hold every word, without what stands above them."""
    words = fold_label(find).split()
    labels = [(value, fold_label(names.of(name, value)[0])) for _depth, value in lines if not value.startswith(HEADING)]
    return [(0, value) for value, label in labels if all(word in label for word in words)]
