"""A list cut into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
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
    """The page `number` of what an ordered query of one entity finds; the last page when there are fewer. Two queries."""
    total = session.scalar(select(func.count()).select_from(plain(query).subquery())) or 0
    number = max(1, min(number, -(-total // size)))
    items = session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(items, number, total, size)


def plain(query: Select[tuple[T]]) -> Select[Any]:
    """The same rows without their order and without what is loaded beside them, which a count does not need."""
    entity = query.column_descriptions[0]["entity"]
    return query.order_by(None).with_only_columns(*entity.__mapper__.primary_key)
