"""A vocabulary as it was read from a file, cleaned, before it meets the database."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.topics.labels import LONGEST_LABEL
from knowledge.topics.models import LabelKind

UNKNOWN_LANGUAGE = "und"  # BCP 47 for text whose language is not said
LONGEST_TAG = 12
LONGEST_URI = 500
# Control characters, and marks that turn the direction of everything after them.
UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
UNWANTED_BUT_LINES = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

PRIMARY = re.compile("[A-Za-z]{1,8}")

Label = tuple[str, LabelKind, str]  # language, kind, text


@dataclass
class Concept:
    """One topic of the file. `broader` and `related` are the URIs it names, in either direction."""

    uri: str
    scheme: str
    labels: set[Label] = field(default_factory=set)
    broader: set[str] = field(default_factory=set)
    related: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    deprecated: bool = False


@dataclass(frozen=True)
class Scheme:
    uri: str
    titles: dict[str, str]
    licence: str = ""


@dataclass
class Vocabulary:
    """Concepts by URI in order, and what had to be put right or left out, in words for the operator."""

    concepts: dict[str, Concept] = field(default_factory=dict)
    schemes: dict[str, Scheme] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)  # named by the file, but not usable


def clean_label(text: str) -> str:
    """One line without control characters; empty if nothing is left that can be seen."""
    cleaned = " ".join(UNWANTED.sub(" ", text).split())
    return cleaned if any(unicodedata.category(c)[0] in "LNPS" for c in cleaned) else ""


def clean_note(text: str) -> str:
    return UNWANTED_BUT_LINES.sub(" ", text.replace("\r\n", "\n")).strip()


def normalize_language(tag: str | None) -> str:
    """A tag as BCP 47 (RFC 5646, 2.1.1) writes it: `pt-BR`, `zh-Hant`; `und` for what is none.

    Subtags beyond 12 characters are cut off whole.
    """
    subtags = (tag or UNKNOWN_LANGUAGE).replace("_", "-").split("-")
    if not PRIMARY.fullmatch(subtags[0]):
        return UNKNOWN_LANGUAGE
    written = [subtags[0].lower()]
    for subtag in subtags[1:]:
        if len(written[-1]) == 1:  # after a singleton (extension or private use) all is lower case
            written.append(subtag.lower())
        else:
            written.append({2: subtag.upper(), 4: subtag.title()}.get(len(subtag), subtag.lower()))
    while len("-".join(written)) > LONGEST_TAG and len(written) > 1:
        written.pop()
    return "-".join(written)


def settle_labels(
    uri: str, preferred: Iterable[tuple[str, str]], alternative: Iterable[tuple[str, str]]
) -> tuple[set[Label], list[str]]:
    """The labels of a concept from (language, text) pairs, with one preferred label a language, and remarks.

    Of several preferred labels in a language the first by sort stays, the others become alternatives (SKOS S14).
    """
    chosen: dict[str, str] = {}
    labels: set[Label] = set()
    remarks: list[str] = []
    for language, text in sorted(set(fitting(uri, preferred, remarks))):
        if language in chosen:
            labels.add((language, LabelKind.ALTERNATIVE, text))
            remarks.append(
                f"{uri}: two preferred labels in {language}: kept “{chosen[language]}”, “{text}” became an alternative"
            )
        else:
            chosen[language] = text
            labels.add((language, LabelKind.PREFERRED, text))
    for language, text in fitting(uri, alternative, remarks):
        if chosen.get(language) != text:
            labels.add((language, LabelKind.ALTERNATIVE, text))
    return labels, remarks


def fitting(uri: str, pairs: Iterable[tuple[str, str]], remarks: list[str]) -> list[tuple[str, str]]:
    """The pairs with cleaned texts, without those that are empty or longer than a label may be."""
    kept = []
    for language, text in sorted(pairs):
        cleaned = clean_label(text)
        if len(cleaned) > LONGEST_LABEL:
            remarks.append(f"{uri}: a label in {language} has more than {LONGEST_LABEL} characters and was left out")
        elif cleaned:
            kept.append((normalize_language(language), cleaned))
    return kept
