"""What topics and vocabularies are called for the reader of the page."""

from app.context import reader_languages
from knowledge.topics.labels import TopicLabelView, distance, label_of
from knowledge.topics.models import Topic
from knowledge.topics.names import LanguageRow, rows_of


def name_of(topic: Topic) -> TopicLabelView:
    return label_of(topic, reader_languages())


def names_of(topic: Topic) -> list[LanguageRow]:
    """All labels by language, the reader's languages first."""
    return sorted(rows_of(topic.labels), key=lambda row: distance(row.language, reader_languages()))


def note_for_reader(topic: Topic) -> TopicLabelView | None:
    """The scope note in the language nearest to the reader's."""
    notes = topic.notes_by_language
    best = min(notes, key=lambda language: distance(language, reader_languages()), default=None)
    return TopicLabelView(notes[best], best) if best else None


def name_of_scheme(uri: str, titles: dict[str, str]) -> TopicLabelView:
    """What a vocabulary calls itself in the reader's language, else its address."""
    best = min(titles, key=lambda language: distance(language, reader_languages()), default="")
    return TopicLabelView(titles[best], best) if best else TopicLabelView(uri, "")
