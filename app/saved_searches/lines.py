"""What a search looks for, in the reader's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.search.facets import Names, choices_made
from app.search.state import SearchState


@dataclass(frozen=True)
class Line:
    """The words typed, and the choices by their names. Without either it is all notes."""

    query: str
    choices: list[str]


def lines_of(session: Session, states: Sequence[SearchState]) -> list[Line]:
    """A line for each search. At most two queries for the names in all of them."""
    names = Names(session, values_of(states))
    return [Line(state.query, [choice.label for choice in choices_made(state, names)]) for state in states]


def values_of(states: Iterable[SearchState]) -> dict[str, set[str]]:
    values: dict[str, set[str]] = {}
    for state in states:
        for name, chosen in state.choices.items():
            values.setdefault(name, set()).update(chosen)
    return values
