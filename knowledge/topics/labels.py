"""What a topic is called for a reader: in a language they read, else in English, else in whatever there is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, case, func, literal, select
from sqlalchemy.orm import Session

from knowledge.topics.folding import fold_label
from knowledge.topics.models import LabelKind, Topic, TopicLabel

FALLBACK = "en"
LONGEST_LABEL = 1000
# A database index refuses entries of some 2,700 bytes; nobody looks a label up by more than its beginning.
LONGEST_KEY = 200
IDS: BindParameter[Any] = bindparam("ids", expanding=True)


@dataclass(frozen=True)
class TopicLabelView:
    """A label and the language it is in, so that a page can mark it with `lang`."""

    text: str
    language: str


def lookup_key(text: str) -> str:
    """What is stored in `TopicLabel.folded` and compared when a label is looked up. PostgreSQL takes no NUL in a text."""
    return fold_label(text.replace("\x00", " "))[:LONGEST_KEY].rstrip()


def wanted(languages: Sequence[str]) -> list[str]:
    """The languages to try in order: each one, then its base (`pt` for `pt-BR`), then English."""
    order = [form for language in languages for form in (language, language.split("-")[0])]
    return list(dict.fromkeys([*order, FALLBACK]))


def distance(language: str, languages: Sequence[str]) -> tuple[int, str]:
    """How far a label's language is from what the reader wants; the smaller the better. A regional form serves its base."""
    order = wanted(languages)
    for place, want in enumerate(order):
        if language == want:
            return 2 * place, language
    for place, want in enumerate(order):
        if language.split("-")[0] == want.split("-")[0]:
            return 2 * place + 1, language
    return 2 * len(order), language


def distance_in_sql(languages: Sequence[str]) -> ColumnElement[int]:
    """The same order for the database."""
    order = wanted(languages)
    exact = [(TopicLabel.language == want, 2 * place) for place, want in enumerate(order)]
    regional = [
        (TopicLabel.language.startswith(want.split("-")[0] + "-", autoescape=True), 2 * place + 1)
        for place, want in enumerate(order)
    ]
    return case(*exact, *regional, else_=literal(2 * len(order)))


def label_of(topic: Topic, languages: Sequence[str]) -> TopicLabelView:
    """The topic's name for a reader of these languages. Reads `topic.labels`; for many topics use `labels_for`."""
    best = min(
        topic.labels,
        key=lambda label: (label.kind != LabelKind.PREFERRED, distance(label.language, languages), label.id or 0),
        default=None,
    )
    return TopicLabelView(best.text, best.language) if best else TopicLabelView(topic.permalink, FALLBACK)


def ranked_labels(languages: Sequence[str], condition: ColumnElement[bool]) -> Select[Any]:
    """Labels for which the condition holds, with their `place` among their topic's: 1 is its name for the reader."""
    place = func.row_number().over(
        partition_by=TopicLabel.topic_id,
        order_by=(
            case((TopicLabel.kind == LabelKind.PREFERRED, 0), else_=1),
            distance_in_sql(languages),
            TopicLabel.language,
            TopicLabel.id,
        ),
    )
    columns = (TopicLabel.topic_id, TopicLabel.text, TopicLabel.language, TopicLabel.folded)
    return select(*columns, place.label("place")).where(condition)


def labels_for(session: Session, topic_ids: Collection[int], languages: Sequence[str]) -> dict[int, TopicLabelView]:
    """The names of many topics, in one query. Ids that name no topic are left out."""
    if not topic_ids:
        return {}
    rows = session.execute(names_in(tuple(languages)), {"ids": sorted(set(topic_ids))})
    return {topic_id: TopicLabelView(text, language) for topic_id, text, language in rows}


@lru_cache(256)
def names_in(languages: tuple[str, ...]) -> Select[Any]:
    """The statement for readers of these languages, kept: putting it together costs more than running it."""
    ranked = ranked_labels(languages, TopicLabel.topic_id.in_(IDS)).subquery()
    return select(ranked.c.topic_id, ranked.c.text, ranked.c.language).where(ranked.c.place == 1)
