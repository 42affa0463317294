"""A note as one Markdown text: what its reader sees on the page, to be kept, sent on and read anywhere."""

import re
from collections.abc import Iterator

from flask import current_app, url_for
from flask_babel import gettext as _

from app.formats import country_name
from app.notes.citation import as_sentence, citation_of, one_line
from app.notes.facts import facts_of, owners_of
from app.notes.periods import show_month
from app.notes.sections import LISTS, TEXTS
from app.notes.shown_files import files_shown
from app.notes.words import CONDITION_KINDS
from knowledge.notes.content import Block, Condition, Failure, PracticeContent, Result
from knowledge.notes.documents.sections import headed_lines
from knowledge.notes.reading import Reading

SPECIAL = re.compile(r"([\\`*_\[\]#|])")


def as_markdown(reading: Reading) -> str:
    """Title, owners, the sections under the page's headings, results as a table, facts, files, citation. Ends in one newline."""
    content = reading.content
    parts = [f"# {escaped(content.title)}", owner_lines(reading), content.summary, lowered(content.body, 1)]
    for anchor in TEXTS:
        parts += section(anchor, content)
    parts += [*facts(reading), *files(reading), *citation(reading)]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def escaped(text: str) -> str:
    """One line of words in which nothing is Markdown."""
    return SPECIAL.sub(r"\\\1", one_line(text)).replace("<", "&lt;")


def lowered(text: str, by: int) -> str:
    """The text with its headings so many steps smaller, so that they stand below ours."""
    return "\n".join(f"{'#' * min(6, level + by)} {line}" if level else line for level, line in headed_lines(text))


def owner_lines(reading: Reading) -> str:
    lines = [
        f"- {escaped(owner.name)}, {country_name(owner.country)}"
        + (f": {escaped(_(', ').join(owner.authors))}" if owner.authors else "")
        for owner in owners_of(reading)
    ]
    others = reading.authors_of.get(None, [])
    return "\n".join([*lines, *([f"- {escaped(_(', ').join(others))}"] if others else [])])


def section(anchor: str, content: PracticeContent) -> list[str]:
    """A section as the page has it, empty when it says nothing."""
    title, texts = TEXTS[anchor]
    rows = getattr(content, LISTS[anchor]) if anchor in LISTS else ()
    said = list(rows_said(rows)) if rows else []
    for name, heading in texts:
        if text := getattr(content, name).strip():
            said += [f"### {heading}"] if str(heading) else []
            said.append(lowered(text, 3))
    return [f"## {title}", *said] if said else []


def rows_said(rows: tuple[Block | Result | Failure | Condition, ...]) -> Iterator[str]:
    if isinstance(rows[0], Result):
        heads = (_("Indicator"), _("Before"), _("After"), _("Unit"), _("Measured"))
        lines = [table_row(heads), "|" + " --- |" * len(heads)]
        yield "\n".join([*lines, *(result_row(row) for row in rows if isinstance(row, Result))])
        return
    for row in rows:
        match row:
            case Block():
                yield from (f"### {escaped(row.title)}" if row.title else "", lowered(row.text, 3))
            case Failure():
                yield lowered(row.what, 3)
                yield from labelled((_("Why"), row.why), (_("What we changed"), row.changed))
            case Condition():
                kind = str(dict(CONDITION_KINDS).get(row.kind, row.kind))
                yield f"**{kind}**"
                yield lowered(row.condition, 3)
                yield from labelled((_("If it is absent"), row.if_absent))


def labelled(*said: tuple[str, str]) -> Iterator[str]:
    for label, text in said:
        if text.strip():
            yield f"**{label}**"
            yield lowered(text, 3)


def result_row(row: Result) -> str:
    return table_row((row.indicator, row.baseline, row.value, row.unit, show_month(row.date)))


def table_row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def facts(reading: Reading) -> list[str]:
    lines = [f"- {fact.label}: {escaped(words_of(fact.value))}" for fact in facts_of(reading)]
    return [f"## {_('Facts')}", "\n".join(lines)] if lines else []


def words_of(value: object) -> str:
    """A fact without the links the page gives it."""
    return value.striptags() if hasattr(value, "striptags") else str(value)


def files(reading: Reading) -> list[str]:
    base = current_app.config["SETTINGS"].base_url
    lines = [
        f"- [{escaped(file.name)}]({base}{file.url})" + (f": {escaped(file.words)}" if file.words else "")
        for file in files_shown(reading.note, reading.content)
    ]
    return [f"## {_('Pictures and files')}", "\n".join(lines)] if lines else []


def citation(reading: Reading) -> list[str]:
    """How to cite it and where it stands; of what is not published, where it stands alone."""
    address = current_app.config["SETTINGS"].base_url + url_for("notes.show", permalink=reading.note.permalink)
    said = escaped(as_sentence(citation_of(reading)).removesuffix(address)) if reading.note.is_published else ""
    return [f"## {_('Cite this note')}", f"{said} <{address}>"]
