"""The one place where Markdown becomes HTML. Whatever was typed, what comes out is safe to show and was quick to make."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.rendering.conversion import TooHard, convert
from app.rendering.remembering import Kept
from app.rendering.sanitizing import let_wide_parts_scroll, sanitize, shift_headings

__all__ = ["Document", "Heading", "render_document", "render_markdown"]

LONGEST = 300_000  # characters; a longer text is shown as plain paragraphs
KEPT_BYTES = 24 * 1024 * 1024
PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
HEADING_WHOLE = re.compile(r"<(h[2-6])>(.*?)</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")

kept = Kept(KEPT_BYTES)


@dataclass(frozen=True)
class Heading:
    """A heading in a rendered document: the `id` to link to, and its words as HTML text."""

    id: str
    words: Markup


@dataclass(frozen=True)
class Document:
    """A long text as HTML, and its largest headings in order."""

    html: Markup
    headings: Sequence[Heading]


def render_markdown(text: str, name: str = "text", level: int = 3) -> Markup:
    """Markdown as safe HTML. The largest heading in it becomes an h`level`.

    `name` (letters, digits, hyphens) keeps apart the footnotes of several texts on one page.
    """
    raw = f"{level} {name} {text}".encode("utf-8", "replace")
    key = hashlib.blake2b(raw, digest_size=20).digest()
    html = kept.get(key)
    if html is None:
        html = make_html(text.encode("utf-8", "replace").decode(), name, level)
        kept.put(key, html)
    return Markup(html)


def make_html(text: str, name: str, level: int) -> str:
    if len(text) > LONGEST:
        return plain_paragraphs(text)
    try:
        clean = sanitize(convert(text), name)
    except TooHard:
        return plain_paragraphs(text)
    return let_wide_parts_scroll(shift_headings(clean, level))


def plain_paragraphs(text: str) -> str:
    """The words as typed, for a text that is too much for Markdown."""
    paragraphs = (escape(part).replace("\n", Markup("<br>")) for part in PARAGRAPH_END.split(text) if part.strip())
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def render_document(text: str, name: str = "text", level: int = 2) -> Document:
    """The same for a text that is a page of its own: its largest headings can be linked to."""
    headings: list[Heading] = []

    def with_id(found: re.Match[str]) -> str:
        words = TAG.sub("", found[2]).strip()
        if found[1] != f"h{level}" or not words:
            return found[0]
        headings.append(Heading(f"{name}-{len(headings) + 1}", Markup(words)))
        return f'<{found[1]} id="{headings[-1].id}">{found[2]}</{found[1]}>'

    html = HEADING_WHOLE.sub(with_id, str(render_markdown(text, name, level)))
    return Document(Markup(html), headings)
