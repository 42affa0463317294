"""A field's value in words, for comparing two states of a note."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from app.formats import country_name, language_name, reader_locale
from app.notes import words
from app.notes.forms import LISTS, NoteForm
from knowledge.organizations.models import Organization, Team
from knowledge.peer_groups.models import PeerGroup
from knowledge.people.models import Member
from knowledge.topics.labels import labels_for

CODED = {
    "scale": words.SCALES,
    "status": words.STATUSES,
    "income_level": words.INCOME_LEVELS,
    "evidence": words.EVIDENCE,
    "licence": words.LICENCES,
}


@dataclass(frozen=True)
class Names:
    """The names of what both states refer to by id."""

    teams: Mapping[int, str]
    members: Mapping[int, str]
    topics: Mapping[int, str]
    groups: Mapping[int, str]


def names_for(session: Session, *states: Mapping[str, Any]) -> Names:
    """Read the names in two queries, however many states and ids there are."""
    ids = {name: {key for state in states for key in state[name]} for name in ("teams", "authors", "topics")}
    groups = {state["peer_group"] for state in states} - {None}
    named = select(literal("team").label("kind"), Team.id, Organization.name, Team.country).join(Team.organization)
    rows = session.execute(
        union_all(
            named.where(Team.id.in_(ids["teams"])),
            select(literal("member"), Member.id, Member.name, literal("")).where(Member.id.in_(ids["authors"])),
            select(literal("group"), PeerGroup.id, PeerGroup.name, literal("")).where(PeerGroup.id.in_(groups)),
        )
    ).all()
    labels = labels_for(session, ids["topics"], [reader_locale().language]) if ids["topics"] else {}
    return Names(
        teams={key: f"{name}, {country_name(country)}" for kind, key, name, country in rows if kind == "team"},
        members={key: name for kind, key, name, _country in rows if kind == "member"},
        topics={key: label.text for key, label in labels.items()},
        groups={key: name for kind, key, name, _country in rows if kind == "group"},
    )


def label_of_field(name: str) -> str:
    """The label that the form gives the field; `results-2-date` is "Results 3: Measured in"."""
    form = NoteForm()
    name, *rest = name.split("-")
    if name not in form:
        return name
    label = str(form[name].label.text)
    if len(rest) != 2 or name not in LISTS or not rest[0].isdigit():
        return label
    row = form[name].entries[0].form
    part = str(row[rest[1]].label.text) if rest[1] in row else rest[1]
    return f"{label} {int(rest[0]) + 1}: {part}"


def shown(state: Mapping[str, Any], name: str, names: Names) -> str:
    """The field's value as a person reads it; rows one below the other."""
    value = state[name]
    match name:
        case "audience":
            return audience_words(value, names.groups.get(state["peer_group"], ""))
        case "teams" | "authors" | "topics":
            known = {"teams": names.teams, "authors": names.members, "topics": names.topics}[name]
            return "\n".join(known.get(key, str(key)) for key in value)
        case "countries":
            return "\n".join(country_name(code) for code in value)
        case "circumstances":
            return "\n".join(str(dict(words.CIRCUMSTANCES).get(code, code)) for code in value)
        case "language":
            return language_name(value)
        case "open_to_calls":
            return _("Yes") if value else _("No")
        case _ if name in CODED:
            return str(dict(CODED[name]).get(value, value))
    return value if isinstance(value, str) else "\n\n".join(row_text(row) for row in value)


def row_text(row: Any) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    if "file" in row:
        return "\n".join(
            filter(None, (row["name"], row["words"] or (_("It only decorates") if row["decorative"] else "")))
        )
    kinds = dict(words.CONDITION_KINDS)
    return "\n".join(str(kinds.get(part, part)) if name == "kind" else part for name, part in row.items() if part)


def audience_words(audience: str, group: str) -> str:
    known = {
        "public": _("Anyone"),
        "network": _("Every member of the network"),
        "organization": _("The organizations that own it"),
    }
    return known.get(audience) or _("Only the group %(group)s", group=group)
