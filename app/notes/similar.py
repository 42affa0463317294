"""Notes like a note or a draft, each with the reasons why; a page of them, and what the editor shows while one writes."""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.context import reader_languages
from app.formats import country_name, foreign, region_name
from app.search.engine import search_engine
from knowledge.countries import WORLD, region_of
from knowledge.notes.cards import NoteCard, NoteLine
from knowledge.notes.content import PracticeContent
from knowledge.notes.models import Note
from knowledge.permissions import Actor
from knowledge.topics.labels import TopicLabelView, labels_for
from search_index.audience import audience_now
from search_index.errors import SearchUnavailable
from search_index.interface import Likeness, NoteText, SimilarHit
from search_index.note_texts import written_texts

log = logging.getLogger("causeway.search")

ON_THE_PAGE = 5
MOST = 100
SHOWN_TOPICS = 2
Labels = Mapping[int, TopicLabelView]


@dataclass(frozen=True)
class Similar:
    """A note like another, and why: topics and words that both share, the same income level, and how their places stand
    to each other (`nearness` is country, region or elsewhere; `near` names the first two). `is_near` where what they
    share is a broader topic that is not named."""

    card: NoteCard | NoteLine
    topics: list[Markup]
    is_near: bool
    words: list[Markup]
    is_same_income: bool
    nearness: str
    near: str = ""


def like_note(note: Note, content: PracticeContent) -> Likeness:
    """A published note as something to be like; the index knows its topics."""
    text = NoteText(note.language, {"title": content.title, **written_texts(content)})
    return Likeness(text, note_id=note.id, translation_set=note.translation_group or "")


def like_draft(content: PracticeContent, language: str, own: Note | None) -> Likeness:
    """A title, a challenge and topics as something to be like. `own` is the note itself, or that which it translates;
    both and all translations of them are left out."""
    return Likeness(
        NoteText(language, {"title": content.title, "challenge": content.challenge}),
        topics=tuple(map(str, content.topics)),
        note_id=own.id if own is not None else None,
        translation_set=(own.translation_group or own.permalink) if own is not None else "",
    )


def find(session: Session, actor: Actor, like: Likeness, limit: int = ON_THE_PAGE) -> list[SimilarHit]:
    """What is like it, for this reader; nothing while the index does not answer."""
    try:
        audience = audience_now(session, actor)
        return list(search_engine().similar(like, audience, languages=reader_languages(), limit=limit))
    except SearchUnavailable:
        log.warning("no similar notes: the index does not answer")
        return []


def show_similar(
    cards: Iterable[NoteCard | NoteLine],
    hits: Iterable[SimilarHit],
    content: PracticeContent,
    language: str,
    labels: Labels,
) -> list[Similar]:
    """The hits of which there is a card, in their order: what the database, under the same rule as the index, lets the
    actor read. `content` and `language` are those of what they are like."""
    held = {card.id: card for card in cards}
    return [similar(held[hit.note_id], hit, content, language, labels) for hit in hits if hit.note_id in held]


def topic_labels(session: Session, hits: Iterable[SimilarHit]) -> Labels:
    """The names of the topics that are shared. One query, or none."""
    topics = {int(topic) for hit in hits for topic in hit.topics}
    return labels_for(session, topics, reader_languages()) if topics else {}


def similar(
    card: NoteCard | NoteLine, hit: SimilarHit, content: PracticeContent, language: str, labels: Labels
) -> Similar:
    topics = [labels[int(topic)] for topic in hit.topics if int(topic) in labels][:SHOWN_TOPICS]
    nearness, near = place(card.countries, content.countries)
    return Similar(
        card,
        topics=[foreign(topic.text, topic.language) for topic in topics],
        is_near=bool(hit.topics) and not topics,
        words=[foreign(word, language) for word in hit.words],
        is_same_income=bool(card.income_level) and card.income_level == content.income_level,
        nearness=nearness,
        near=near,
    )


def place(there: Collection[str], here: Collection[str]) -> tuple[str, str]:
    """country, region or elsewhere, with the name of the first two; nothing where one of them names no country."""
    shared = [code for code in there if code in here]
    if shared:
        return "country", country_name(shared[0])
    regions = {region_of(code) for code in here} - {WORLD}
    near = [region_of(code) for code in there if region_of(code) in regions]
    if near:
        return "region", region_name(near[0])
    return ("elsewhere" if there and here else ""), ""
