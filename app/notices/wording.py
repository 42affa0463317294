"""A notice in words: its sentence as text for a letter and as markup for a page, and the address it leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.formats import foreign, team_words
from app.notices.kinds import kind_named
from knowledge.notes.models import Note
from knowledge.notices.models import Notice
from knowledge.notices.subjects import visible_subjects
from knowledge.notices.telling import Subject
from knowledge.organizations.models import Team
from knowledge.peer_groups.models import PeerGroup
from knowledge.people.models import Member
from knowledge.permissions import Actor
from knowledge.remarks.models import Remark
from knowledge.rounds.models import MatchingRound
from knowledge.saved_searches.found import FoundTitle, ids_named, named_notes
from knowledge.saved_searches.models import SavedSearch
from knowledge.topics.labels import label_of

OWN_PAGES = ("people.", "desk.")  # of the reader, whatever the notice is about
LONGEST_QUOTE = 600  # characters; the rest stands where the notice leads


@dataclass(frozen=True)
class Named:
    """What a thing is called, in which language (empty: a proper name), and its page."""

    name: str
    language: str
    endpoint: str
    address: dict[str, str]


@dataclass(frozen=True)
class Told:
    """A notice made ready to be shown. Without `endpoint` its subject is no longer for this reader.

    `notes` are those it names by title, as far as this reader may read them now; `more`: it stands for others besides.
    """

    id: int
    is_unread: bool
    at: datetime
    text: str
    sentence: Markup
    words: str
    endpoint: str
    address: dict[str, str]
    notes: tuple[Named, ...] = ()
    more: bool = False


def tellings(session: Session, actor: Actor, notices: Sequence[Notice], languages: Sequence[str]) -> list[Told]:
    """Notices as their reader may see them now, in the current language; topics are named in the reader's languages."""
    subjects = visible_subjects(session, actor, notices)
    names = third_persons(session, notices)
    found = named_notes(session, actor, notices)
    return [telling(notice, subjects.get(notice.id), names, languages, found.get(notice.id, ())) for notice in notices]


def telling(
    notice: Notice,
    subject: Subject | None,
    names: dict[int, str],
    languages: Sequence[str],
    found: Sequence[FoundTitle] = (),
) -> Told:
    if subject is None or (ids_named(notice) and not found):  # of the notes it names none is left to the reader
        gone = _("This was about something that is no longer available to you")
        return Told(notice.id, notice.read_at is None, notice.created_at, gone, escape(gone), "", "", {})
    kind, named = kind_named(notice.kind), named_subject(subject, languages)
    actor = notice.actor.name if notice.actor is not None else _("The network")
    parts = {"actor": actor, "who": names.get(third_person(notice) or 0, actor)}
    raw = str(kind.sentence)
    return Told(
        id=notice.id,
        is_unread=notice.read_at is None,
        at=notice.created_at,
        text=raw % {**parts, "subject": _("“%(name)s”", name=named.name)},
        sentence=escape(raw) % {**{n: person(name) for n, name in parts.items()}, "subject": marked(named)},
        words=quoted(subject) if kind.quotes else str(notice.detail.get("words") or ""),
        endpoint=kind.endpoint or named.endpoint,
        address=named.address if not kind.endpoint.startswith(OWN_PAGES) else {},
        notes=tuple(Named(note.title, note.language, "notes.show", {"permalink": note.permalink}) for note in found),
        more=bool(notice.detail.get("more")),
    )


def quoted(subject: Subject) -> str:
    """The beginning of a remark as it is now."""
    text = subject.text if isinstance(subject, Remark) else ""
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rstrip() + " …"


def third_person(notice: Notice) -> int | None:
    who = notice.detail.get("who")
    return who if isinstance(who, int) else None


def third_persons(session: Session, notices: Sequence[Notice]) -> dict[int, str]:
    """The names of people who are neither told nor acting. No query when there are none."""
    ids = {who for notice in notices if (who := third_person(notice)) is not None and who != notice.actor_id}
    if not ids:
        return {}
    return dict(session.execute(select(Member.id, Member.name).where(Member.id.in_(ids))).tuples().all())


def person(name: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(name)


def marked(named: Named) -> Markup:
    name = foreign(named.name, named.language) if named.language else person(named.name)
    return Markup("<b>{}</b>").format(name)


def named_subject(subject: Subject, languages: Sequence[str]) -> Named:
    """A subject by its name and page. Titles and labels keep their own language."""
    match subject:
        case Note():
            title = subject.title or _("A note without a title yet")
            return Named(title, subject.language, "notes.show", {"permalink": subject.permalink})
        case Remark():
            note = subject.note
            where = {"permalink": note.permalink, "number": str(subject.id)}
            return Named(note.title, note.language, "remarks.lead_to", where)
        case PeerGroup():
            return Named(subject.name, subject.language, "peer_groups.show", {"permalink": subject.permalink})
        case Team():
            return Named(team_words(subject), "", "organizations.team", team_address(subject))
        case Member():
            return Named(subject.name, "", "people.show", {"permalink": subject.permalink})
        case SavedSearch():
            return Named(subject.name, "", "saved_searches.show", {"permalink": subject.permalink})
        case MatchingRound():
            return Named(subject.name, "", "rounds.show", {"permalink": subject.permalink})
        case _:
            label = label_of(subject, languages)
            return Named(label.text, label.language, "topics.show", {"permalink": subject.permalink})


def team_address(team: Team) -> dict[str, Any]:
    return {"slug": team.organization.slug, "country": team.country}
