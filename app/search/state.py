"""A search as its address says it: words, choices, order, page. The address holds the whole state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

FACETS = (
    "topic",
    "country",
    "region",
    "organization",
    "language",
    "evidence",
    "income_level",
    "status",
    "kind",
    "year",
)
SORTS = ("relevance", "newest", "oldest", "adoptions")
LEFT_OUT = "without"
LONGEST_QUERY = 2_000
MOST_CHOICES = 50
DEEPEST_PAGE = 50
PER_PAGE = 20


@dataclass(frozen=True)
class SearchState:
    """What is asked for. `choices` maps a facet to the values chosen in it; `left_out` is what expansion.py adds and was taken
    away; `mine` prefers contexts like the reader's.
    """

    query: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    left_out: tuple[str, ...] = ()
    mine: bool = False

    def pairs(self, *, sort: bool = True) -> list[tuple[str, str]]:
        """The state as (name, value) pairs of an address, without the page."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [(name, value) for name, values in self.choices.items() for value in values]
        pairs += self.left_out_pairs()
        pairs += [("context", "mine")] if self.mine else []
        return [*pairs, ("sort", self.sort)] if sort and self.sort != "relevance" else pairs

    def left_out_pairs(self) -> list[tuple[str, str]]:
        return [(LEFT_OUT, name) for name in self.left_out]

    def without(self, facet: str, value: str | None = None) -> "SearchState":
        """The same search with one choice, or all choices of a facet, taken away."""
        kept = {name: values for name, values in self.choices.items() if name != facet}
        rest = tuple(v for v in self.choices.get(facet, ()) if value is not None and v != value)
        return replace(self, choices={**kept, facet: rest} if rest else kept, page=1)

    def choosing(self, facet: str, *values: str) -> "SearchState":
        """The same search with these values of a facet instead of those chosen."""
        return replace(self, choices={**self.choices, facet: values}, page=1)

    def like_mine(self, mine: bool) -> "SearchState":
        """The same search with or without preferring contexts like the reader's own."""
        return replace(self, mine=mine, page=1)

    def address(self, page: int = 1) -> str:
        """Where this search is found."""
        return url_for("search.results", **self.values(), page=page if page > 1 else None)

    def values(self) -> dict[str, Any]:
        """The state as arguments of `url_for`, without the page."""
        values: dict[str, Any] = {"q": self.query or None, "sort": self.sort if self.sort != "relevance" else None}
        values["context"] = "mine" if self.mine else None
        values |= {name: list(chosen) for name, chosen in self.choices.items()}
        return values | {LEFT_OUT: list(self.left_out)}


def read_state(args: "MultiDict[str, str]") -> SearchState:
    """The search of an address; what it does not know is ignored, so that no address is an error."""
    choices = {name: tuple(dict.fromkeys(value[:100] for value in args.getlist(name) if value)) for name in FACETS}
    page = args.get("page", "1")
    return SearchState(
        query=args.get("q", "")[:LONGEST_QUERY].replace("\x00", " ").strip(),
        choices={name: values[:MOST_CHOICES] for name, values in choices.items() if values},
        left_out=tuple(dict.fromkeys(name[:40] for name in args.getlist(LEFT_OUT) if name))[:MOST_CHOICES],
        sort=sort if (sort := args.get("sort", "")) in SORTS else "relevance",
        mine=args.get("context") == "mine",
        page=max(1, min(int(page[:4]), DEEPEST_PAGE)) if page.isascii() and page.isdigit() else 1,
    )
