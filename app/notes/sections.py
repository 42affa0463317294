"""The sections of a note as its page shows them: in reading order, and only those that say something."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from app.rendering import Heading, render_document, render_markdown
from knowledge.notes.content import Attached, Block, Condition, Failure, PracticeContent, Result

Words = str | LazyString


@dataclass(frozen=True)
class Part:
    """A text, with a heading of its own when the section holds several."""

    title: Words
    html: Markup


@dataclass(frozen=True)
class Section:
    """`kind` says what else it holds: blocks, results, failures or conditions; empty for texts alone."""

    id: str
    title: Words
    parts: Sequence[Part] = ()
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a list with its long fields as HTML, under the fields' own names."""

    plain: Block | Result | Failure | Condition | Attached
    html: dict[str, Markup] = field(default_factory=dict)


# (anchor, heading, fields with a heading each); a single field needs none of its own.
TEXTS: dict[str, tuple[Words, tuple[tuple[str, Words], ...]]] = {
    "challenge": (_l("The challenge"), (("challenge", ""),)),
    "context": (
        _l("Where this was"),
        (("context", ""), ("capacity", _l("Capacity at hand")), ("legal_basis", _l("Legal basis"))),
    ),
    "objectives": (
        _l("What it was for"),
        (("objectives", ""), ("beneficiaries", _l("Who it was for, and who had a stake"))),
    ),
    "did": (_l("What we did"), ()),
    "took": (
        _l("What it took"),
        (("resources", _l("Resources")), ("cost", _l("Cost")), ("time", _l("Time"))),
    ),
    "results": (_l("Results"), (("results_text", ""),)),
    "not": (_l("What did not work"), ()),
    "helped": (
        _l("What helped, what stood in the way"),
        (("enabling_factors", _l("What helped")), ("constraints", _l("What stood in the way"))),
    ),
    "conditions": (_l("What has to be true elsewhere"), ()),
    "people": (
        _l("The people concerned"),
        (("community_needs", _l("What the community needed")), ("gender_and_rights", _l("Gender and human rights"))),
    ),
    "lasting": (
        _l("Will it last"),
        (("sustainability", _l("What keeps it going")), ("risks", _l("Risks"))),
    ),
    "lessons": (
        _l("What we learned"),
        (("lessons", ""), ("advice", _l("Advice to those who adopt it"))),
    ),
    "sources": (
        _l("Sources"),
        (("based_on", _l("Based on")), ("references", _l("References"))),
    ),
    "contact": (_l("Contact"), (("contact", ""),)),
}
LISTS = {"did": "what_we_did", "results": "results", "not": "what_did_not_work", "conditions": "conditions"}
MARKDOWN_IN_ROWS = {
    "what_we_did": ("text",),
    "results": (),
    "what_did_not_work": ("why", "changed"),
    "conditions": ("if_absent",),
    "attachments": (),
}


@dataclass(frozen=True)
class Body:
    """What a note says, ready to be shown. `outline` are the headings to jump to."""

    sections: Sequence[Section]
    rows: dict[str, Sequence[Row]]
    document: Markup
    outline: Sequence[Heading]


def body_of(content: PracticeContent) -> Body:
    """Sections for a practice note; for a reference note its free text, with its own headings."""
    sections = [section for anchor in TEXTS if (section := section_of(anchor, content)) is not None]
    rows = {name: rows_of(name, content) for name in LISTS.values()}
    document = render_document(content.body, "body") if content.body.strip() else None
    outline = [Heading(section.id, Markup.escape(str(section.title))) for section in sections]
    if document is not None:
        outline = [*document.headings, *outline]
    return Body(sections, rows, document.html if document else Markup(), outline)


def section_of(anchor: str, content: PracticeContent) -> Section | None:
    title, fields = TEXTS[anchor]
    parts = [
        Part(heading, render_markdown(text, name.replace("_", "-"), 3 if not heading else 4))
        for name, heading in fields
        if (text := getattr(content, name)).strip()
    ]
    kind = LISTS.get(anchor, "")
    if not parts and not (kind and getattr(content, kind)):
        return None
    return Section(anchor, title, parts, kind)


def rows_of(name: str, content: PracticeContent) -> list[Row]:
    return [
        Row(
            row,
            {
                part: render_markdown(getattr(row, part), f"{name.replace('_', '-')}-{number}-{part}", 4)
                for part in MARKDOWN_IN_ROWS[name]
                if getattr(row, part)
            },
        )
        for number, row in enumerate(getattr(content, name))
    ]
