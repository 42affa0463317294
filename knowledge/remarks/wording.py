"""How the words of a remark are stored, and how long they may be."""

import re
import unicodedata

from knowledge.errors import Invalid
from knowledge.notes.wording import clean_text
from knowledge.remarks.models import RemarkKind

# Characters that turn the direction of what stands around them; marks that concern one place alone may stay.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
MOST_CHARACTERS = {RemarkKind.THANKS: 1_000, RemarkKind.QUESTION: 5_000, RemarkKind.ANSWER: 10_000}
MOST_OF_A_REASON = 1_000


def checked(text: str, most: int, name: str = "text") -> str:
    """The words as they are stored. Raises `Invalid` under `name` for nothing that could be read, or for too much."""
    words = TURNING.sub("", clean_text(text)).strip()
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in words):
        raise Invalid({name: "missing:words"})
    if len(words) > most:
        raise Invalid({name: f"too_long:{most}"})
    return words
