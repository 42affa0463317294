"""How labels are compared: compatibility forms united, case and accents off, spaces collapsed."""

import unicodedata

LATIN_GREEK_CYRILLIC_MARKS = range(0x0300, 0x0370)


def fold_label(text: str) -> str:
    """The form of a label under which it is looked up. Marks of Indic and other scripts stay: they carry the vowel."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = (c for c in decomposed if ord(c) not in LATIN_GREEK_CYRILLIC_MARKS)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
