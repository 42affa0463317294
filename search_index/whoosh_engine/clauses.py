"""The one clause that Whoosh's own query classes lack."""

from whoosh import query


class InSection(query.Query):
    """Words that follow each other within one text field of the body; a single word is a phrase of one."""

    def __init__(self, words: tuple[str, ...], section: int, boost: float = 1.0) -> None:
        self.words = words
        self.section = section
        self.boost = boost

    def __repr__(self) -> str:
        return f"InSection({self.words!r}, {self.section}, {self.boost})"
