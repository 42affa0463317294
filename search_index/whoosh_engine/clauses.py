"""The clauses that Whoosh's own query classes lack."""

from dataclasses import dataclass

from whoosh import query


class InSection(query.Query):
    """Words that follow each other within one text field of the body; a single word is a phrase of one."""

    def __init__(self, words: tuple[str, ...], section: int, boost: float = 1.0) -> None:
        self.words = words
        self.section = section
        self.boost = boost

    def __repr__(self) -> str:
        return f"InSection({self.words!r}, {self.section}, {self.boost})"


@dataclass(frozen=True, slots=True)
class Name:
    """A topic's name as stems that follow each other, with a boost for each field; only in notes of one of the languages.

    No languages stand for all.
    """

    stems: tuple[str, ...]
    boosts: tuple[tuple[str, float], ...]
    languages: frozenset[str] = frozenset()


class AboutTopic(query.Query):
    """Notes worded with one of the names or tagged with the topic; the best counts. A tag scores `tagged`, at 0 it finds none."""

    def __init__(self, topic: int, tagged: float, names: tuple[Name, ...]) -> None:
        self.topic = topic
        self.tagged = tagged
        self.names = names

    def __repr__(self) -> str:
        return f"AboutTopic({self.topic}, {self.tagged}, {self.names!r})"
