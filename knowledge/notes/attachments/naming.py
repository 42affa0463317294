"""A file's name as somebody's computer sent it, made safe to show and to save under. The store never uses it."""

import unicodedata

LONGEST_NAME = 100  # characters
LONGEST_ENDING = 8


def clean_name(sent: str) -> str:
    """The name without folders, controls, marks that turn the direction of writing, and dots at its ends; never empty.

    `..\\evil\\plan<U+202E>fdp.docx` becomes `planfdp.docx`.
    """
    last = sent.replace("\\", "/").rsplit("/", 1)[-1]
    united = unicodedata.normalize("NFC", last.encode("utf-8", "ignore").decode())
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in united)
    plain = "".join(c for c in spaced if unicodedata.category(c) not in ("Cf", "Co", "Cn") and c not in '<>:"|?*')
    stem, dot, ending = " ".join(plain.split()).rstrip(" .").rpartition(".")
    if not dot or not ending.strip() or len(ending) > LONGEST_ENDING:
        stem, dot, ending = stem + dot + ending, "", ""
    stem = stem.strip(" .")[: LONGEST_NAME - len(dot + ending)].strip(" .")
    return (stem or "file") + dot + ending


def ending_of(name: str) -> str:
    """What stands after the last dot, in small letters: it says what the file claims to be."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def with_ending(name: str, ending: str) -> str:
    return f"{name.rpartition('.')[0]}.{ending}"
