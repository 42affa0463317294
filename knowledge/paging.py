"""A list cut into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

T = TypeVar("T")
PAGE_SIZE = 20


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its items, its number from 1, and how many there are in all."""

    items: Sequence[T]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def page_of(session: Session, query: Select[tuple[T]], number: int, size: int = PAGE_SIZE) -> Page[T]:
    """The page `number` of what an ordered query of one entity finds; the last page when there are fewer. One query."""
    return rows_of(session, query, number, size)


def rows_of(session: Session, query: Select[Any], number: int, size: int = PAGE_SIZE) -> Page[Any]:
    """The same for a query of several columns, of which the first is the item."""
    total = func.count().over().label("total_of_all_pages")
    counted = query.add_columns(total).limit(size)
    rows = session.execute(counted.offset((max(1, number) - 1) * size)).unique().all()
    if not rows and number > 1:  # beyond the end
        return rows_of(session, query, last_page(session, query, size), size)
    return Page([row[0] for row in rows], max(1, number), rows[0][-1] if rows else 0, size)


def last_page(session: Session, query: Select[Any], size: int) -> int:
    first = session.execute(query.add_columns(func.count().over()).limit(1)).first()
    return max(1, -(-first[-1] // size)) if first is not None else 1
