"""How a note is cited: as a sentence, as BibTeX and as RIS. Owners are publishers, and authors too where no person is named."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from app.formats import country_name, language_name_here
from knowledge.notes.reading import Reading

BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
LINE_BREAKS = re.compile(r"[\s\u2028\u2029]+")


@dataclass(frozen=True)
class Citation:
    """The facts of a citation. `owners` carry their country, `year` is that of the publication of this revision."""

    permalink: str
    title: str
    people: Sequence[str]
    owners: Sequence[str]
    network: str
    revision: int
    language: str
    year: int | None
    licence: str
    address: str

    @property
    def creators(self) -> Sequence[str]:
        return self.people or self.owners


def citation_of(reading: Reading) -> Citation:
    note, at = reading.note, reading.revision.published_at
    path = url_for("notes.show", permalink=note.permalink)
    return Citation(
        permalink=note.permalink,
        title=one_line(reading.content.title),
        people=[one_line(author.member.name) for author in note.authors],
        owners=[
            f"{one_line(owner.team.organization.name)} ({country_name(owner.team.country)})" for owner in note.owners
        ],
        network=current_app.config["NETWORK_NAME"],
        revision=reading.revision.number,
        language=note.language,
        year=at.year if at is not None else None,
        licence=one_line(reading.content.licence),
        address=current_app.config["SETTINGS"].base_url + path,
    )


def as_sentence(citation: Citation) -> str:
    """In the reader's language, for copying."""
    parts = [
        _(", ").join(citation.people),
        _(", ").join(citation.owners),
        _("“%(title)s”", title=citation.title),
        _(
            "%(network)s practice note %(id)s, revision %(number)s",
            network=citation.network,
            id=citation.permalink,
            number=citation.revision,
        ),
        language_name_here(citation.language),
        str(citation.year or ""),
        citation.licence,
    ]
    return ". ".join(part for part in parts if part) + ". " + citation.address


def as_bibtex(citation: Citation) -> str:
    fields = {
        "author": " and ".join(bibtex_name(name) for name in citation.creators),
        "title": "{" + bibtex_escaped(citation.title) + "}",
        "howpublished": bibtex_escaped(f"{citation.network} practice note, revision {citation.revision}"),
        "organization": bibtex_escaped("; ".join(citation.owners)),
        "year": str(citation.year or ""),
        "url": citation.address,
        "language": citation.language,
        "note": bibtex_escaped(citation.licence),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{causeway-{citation.permalink},", *lines, "}", ""])


def bibtex_escaped(text: str) -> str:
    return "".join(BIBTEX_SPECIAL.get(character, character) for character in text)


def bibtex_name(name: str) -> str:
    """Braces keep together what BibTeX would take apart: organizations, and names with a comma or an "and"."""
    escaped = bibtex_escaped(name)
    plain = len(name.split()) <= 4 and not re.search(r"[,()]|\band\b", name)
    return escaped if plain else f"{{{escaped}}}"


def as_ris(citation: Citation) -> str:
    """RIS lines end in CR LF; a value is one line, so nothing in it can begin a field of its own."""
    tags = [
        ("TY", "RPRT"),
        *(("AU", name) for name in citation.creators),
        ("TI", citation.title),
        ("PY", str(citation.year or "")),
        *(("PB", owner) for owner in citation.owners),
        ("UR", citation.address),
        ("LA", citation.language),
        ("ET", str(citation.revision)),
        ("N1", citation.licence),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in tags if value or tag == "ER")


def one_line(text: str) -> str:
    """Without line breaks and other controls, which would end a field of a citation file."""
    spaced = LINE_BREAKS.sub(" ", text)
    return "".join(c for c in spaced if unicodedata.category(c) != "Cc").strip()
