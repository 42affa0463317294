"""The labels of a topic as a coordinator edits them: one row a language, checked before they are taken over."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.errors import Invalid
from knowledge.topics.labels import LONGEST_LABEL
from knowledge.topics.models import LabelKind, TopicLabel
from knowledge.topics.vocabulary import (
    LONGEST_TAG,
    UNKNOWN_LANGUAGE,
    Label,
    clean_label,
    clean_note,
    normalize_language,
)

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*|und")
MOST_ALTERNATIVES = 50
LONGEST_NOTE = 5_000


@dataclass(frozen=True)
class LanguageRow:
    """The labels in one language: the preferred one, and others by which the topic is found."""

    language: str
    preferred: str
    alternatives: tuple[str, ...] = ()

    def is_empty(self) -> bool:
        return not clean_label(self.preferred) and not any(clean_label(text) for text in self.alternatives)


def rows_of(labels: Sequence[TopicLabel]) -> list[LanguageRow]:
    """The labels a topic has, as rows in the order of their languages."""
    preferred = {label.language: label.text for label in labels if label.kind == LabelKind.PREFERRED}
    others: dict[str, list[str]] = {}
    for label in labels:
        if label.kind != LabelKind.PREFERRED:
            others.setdefault(label.language, []).append(label.text)
    languages = sorted(preferred.keys() | others.keys())
    return [LanguageRow(x, preferred.get(x, ""), tuple(sorted(others.get(x, ())))) for x in languages]


def checked_labels(rows: Sequence[LanguageRow]) -> set[Label]:
    """The labels of the rows, cleaned. Empty rows count for nothing.

    Raises `Invalid` with the codes `language_missing`, `language_unknown`, `language_twice`, `label_missing`, `label_long`,
    `too_many`, under `rows-<n>-language`, `rows-<n>-preferred` or `rows-<n>-alternatives`; `labels_missing` under `rows`.
    """
    problems: dict[str, str] = {}
    labels: set[Label] = set()
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row.is_empty():
            continue
        language = language_of(row.language)
        problems |= {f"rows-{number}-{name}": code for name, code in problems_of(row, language, seen).items()}
        seen.add(language)
        labels |= labels_in(language, row)
    if not labels and not problems:
        problems["rows"] = "labels_missing"
    if problems:
        raise Invalid(problems)
    return labels


def checked_notes(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Scope notes by language from (language, text) rows; empty ones count for nothing. Raises `Invalid` like `checked_labels`."""
    problems: dict[str, str] = {}
    notes: dict[str, str] = {}
    for number, (tag, text) in enumerate(rows):
        note = clean_note(text)
        if not note:
            continue
        language = language_of(tag)
        wrong = language_problem(tag, language, notes)
        if wrong:
            problems[f"rows-{number}-language"] = wrong
        elif len(note) > LONGEST_NOTE:
            problems[f"rows-{number}-text"] = "note_long"
        notes[language] = note
    if problems:
        raise Invalid(problems)
    return dict(sorted(notes.items()))


def language_of(tag: str) -> str:
    """The tag as it is stored; empty for none, and as typed for what is no tag."""
    typed = tag.strip()
    language = normalize_language(typed) if typed else ""
    return typed if language == UNKNOWN_LANGUAGE else language


def language_problem(tag: str, language: str, seen: Collection[str]) -> str:
    """The code of what is wrong with a language tag, empty if nothing is."""
    if not language:
        return "language_missing"
    if len(tag.strip()) > LONGEST_TAG or not LANGUAGE_TAG.fullmatch(language):
        return "language_unknown"
    return "language_twice" if language in seen else ""


def problems_of(row: LanguageRow, language: str, seen: Collection[str]) -> dict[str, str]:
    problems = {}
    wrong = language_problem(row.language, language, seen)
    if wrong:
        problems["language"] = wrong
    if not clean_label(row.preferred):
        problems["preferred"] = "label_missing"
    elif len(clean_label(row.preferred)) > LONGEST_LABEL:
        problems["preferred"] = "label_long"
    if any(len(clean_label(text)) > LONGEST_LABEL for text in row.alternatives):
        problems["alternatives"] = "label_long"
    elif len(row.alternatives) > MOST_ALTERNATIVES:
        problems["alternatives"] = "too_many"
    return problems


def labels_in(language: str, row: LanguageRow) -> set[Label]:
    preferred = clean_label(row.preferred)
    others = {clean_label(text) for text in row.alternatives} - {"", preferred}
    labels: set[Label] = {(language, LabelKind.ALTERNATIVE, text) for text in others}
    if preferred:
        labels.add((language, LabelKind.PREFERRED, preferred))
    return labels
