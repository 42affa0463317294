"""A topic's history in sentences, with what was changed as short lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup, escape
from sqlalchemy import select

from app import web
from app.context import may_now, reader_languages
from app.formats import foreign, language_name_here
from knowledge.notes.models import Note
from knowledge.people.models import Member
from knowledge.permissions import readable_by
from knowledge.topics.history import Change
from knowledge.topics.models import LabelKind, TopicChange
from knowledge.topics.reading import TopicLine, topic_lines

TITLES = {
    Change.CREATED: _l("Added here"),
    Change.IMPORTED: _l("Imported from a vocabulary"),
    Change.UPDATED: _l("Brought up to date from a newer edition of its vocabulary"),
    Change.GONE: _l("No longer in its vocabulary, but kept because it is in use here"),
    Change.LABELS: _l("Labels changed"),
    Change.PLACE: _l("Place among other topics changed"),
    Change.NOTES: _l("Scope note changed"),
    Change.MERGED: _l("Merged into another topic"),
    Change.ABSORBED: _l("Took in another topic"),
    Change.RETIRED: _l("Retired"),
    Change.RESTORED: _l("Offered for choice again"),
    Change.FEATURED: _l("A note featured"),
    Change.UNFEATURED: _l("A note no longer featured"),
    Change.FEATURED_ORDER: _l("Featured notes put in another order"),
}
PLACES = {
    "broader_added": _l("Now under %(topic)s"),
    "broader_removed": _l("No longer under %(topic)s"),
    "related_added": _l("Now related to %(topic)s"),
    "related_removed": _l("No longer related to %(topic)s"),
}
BY_MERGES = {
    "into": _l("It is now %(topic)s."),
    "merged": _l("It now stands for %(topic)s too."),
    "because": _l("Because %(topic)s was merged into another topic."),
}


@dataclass(frozen=True)
class Entry:
    """One change: when, what, by whom (empty: nobody the reader may know of), and its lines."""

    at: datetime
    title: str
    who: str
    lines: list[str | Markup] = field(default_factory=list)


@dataclass(frozen=True)
class Names:
    """What the changes of one page speak of: topics, and the titles of notes the reader may read."""

    topics: dict[int, TopicLine]
    notes: dict[int, Markup]

    def topic(self, topic_id: Any) -> Markup:
        line = self.topics.get(topic_id)
        return foreign(line.label, line.language) if line is not None else escape(_("another topic"))

    def say(self, sentence: object, topic_id: Any) -> Markup:
        """The sentence with the topic's name, marked with its language, in its place."""
        return escape(str(sentence)) % {"topic": self.topic(topic_id)}


def told(changes: Sequence[tuple[TopicChange, Member | None]]) -> list[Entry]:
    """The changes as the reader may know them; three queries for any number."""
    names = Names(named_topics(changes), named_notes(changes))
    return [
        Entry(change.at, title_of(change), who_did(change, member), lines_of(change, names))
        for change, member in changes
    ]


def title_of(change: TopicChange) -> str:
    return str(TITLES[Change(change.what)]) if change.what in TITLES else change.what


def who_did(change: TopicChange, member: Member | None) -> str:
    if member is None:
        return ""
    return member.name if may_now("READ_PEOPLE") else _("a coordinator")


def named_topics(changes: Iterable[tuple[TopicChange, Member | None]]) -> dict[int, TopicLine]:
    ids: set[int] = set()
    for change, _member in changes:
        for name in PLACES:
            ids |= set(change.detail.get(name, ()))
        ids |= {change.detail[name] for name in BY_MERGES if name in change.detail}
    return topic_lines(web.session(), ids, reader_languages())


def named_notes(changes: Iterable[tuple[TopicChange, Member | None]]) -> dict[int, Markup]:
    ids = {change.detail["note"] for change, _member in changes if "note" in change.detail}
    if not ids:
        return {}
    rows = web.session().execute(
        select(Note.id, Note.title, Note.language).where(Note.id.in_(ids), readable_by(web.actor()))
    )
    return {note_id: foreign(title, language) for note_id, title, language in rows}


def lines_of(change: TopicChange, names: Names) -> list[str | Markup]:
    detail = change.detail
    lines: list[str | Markup] = []
    for name, sentence in BY_MERGES.items():
        if name in detail:
            lines.append(names.say(sentence, detail[name]))
    lines += counts_in(detail)
    for name, sentence in PLACES.items():
        lines += [names.say(sentence, topic_id) for topic_id in detail.get(name, ())]
    lines += [label_line(_("Added"), row) for row in detail.get("added", ())]
    lines += [label_line(_("Taken away"), row) for row in detail.get("removed", ())]
    if "languages" in detail:
        lines.append(_("Languages: %(names)s", names=_(", ").join(language_name_here(x) for x in detail["languages"])))
    if "note" in detail and detail["note"] in names.notes:
        lines.append(names.notes[detail["note"]])
    if detail.get("gone"):
        lines.append(_("The newer edition of its vocabulary no longer has it, and nothing here used it."))
    return lines


def counts_in(detail: dict[str, Any]) -> list[str]:
    """How much followed a merge, in words."""
    notes, members, groups, subtopics = (detail.get(name, 0) for name in ("notes", "members", "groups", "subtopics"))
    words = (
        (notes, ngettext("%(num)s note followed", "%(num)s notes followed", notes)),
        (members, ngettext("%(num)s member followed", "%(num)s members followed", members)),
        (groups, ngettext("%(num)s group followed", "%(num)s groups followed", groups)),
        (subtopics, ngettext("%(num)s subtopic followed", "%(num)s subtopics followed", subtopics)),
    )
    return [sentence for number, sentence in words if number]


def label_line(verb: str, row: Sequence[str]) -> Markup:
    language, kind, text = row
    what = _("preferred label") if kind == LabelKind.PREFERRED else _("alternative label")
    return Markup("{} ({}, {}): {}").format(verb, language_name_here(language), what, foreign(text, language))
