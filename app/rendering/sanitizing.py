"""From any HTML to HTML that is safe to show: an allow-list of elements, and links that lead where a reader expects.

There are no scripts, styles, classes, forms, SVG or MathML. Images are not loaded from elsewhere: each becomes a link with
its alternative text. All the markup added here goes around what the sanitizer has already written, where `<` and `>` are
markup and nothing else.
"""

import re
from collections import Counter
from collections.abc import Callable

import nh3

from app.rendering.conversion import TooHard

DEEPEST = 300  # elements open at once
INLINE = "a abbr b br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup u var"
BLOCKS = "blockquote caption dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td tfoot th thead tr ul"
TAGS = set((INLINE + " " + BLOCKS).split())
DROPPED = "script style title textarea iframe noscript template object svg math select button"  # with all inside
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}, "li": {"id"}, "sup": {"id"}}
SCHEMES = {"http", "https", "mailto"}

OUTWARD = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
OWN_NOTE = re.compile(r"/notes/[0-9a-hjkmnp-tv-z]{10}")
FOOTNOTE = re.compile(r"(#?)(fn(?:ref)?[0-9]*-[\w-]{1,40})")
NUMBER = re.compile(r"[0-9]{1,6}")
OPENED_OR_CLOSED = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
CLOSES_ITSELF = "area br col dd dt embed hr img input li link meta p source td th tr wbr"
LINK_OR_IMAGE = re.compile(r"<a\b(?P<link>[^>]*)>|(?P<end></a>)|<img\b(?P<image>[^>]*)>")
IMAGE_ATTRIBUTE = re.compile(r'(src|alt)="([^"]*)"')
HEADING = re.compile(r"<(/?)h([1-6])>")
SCROLLS = re.compile(r"<(/?)(table|pre)>")


def sanitize(html: str, name: str) -> str:
    """The allowed part of the HTML. Footnotes get `name` into their ids. Raises `TooHard` for absurd nesting."""
    refuse_depth(html)
    clean = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=set(DROPPED.split()),
        attributes=ATTRIBUTES,
        attribute_filter=attribute_filter(name),
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
    )
    return images_to_links(clean)


def refuse_depth(html: str) -> None:
    """The sanitizer's own time grows with the square of the depth."""
    alone = frozenset(CLOSES_ITSELF.split())
    open_now: Counter[str] = Counter()
    depth = 0
    for closing, name in OPENED_OR_CLOSED.findall(html):
        if name in alone or (closing and not open_now[name]):
            continue
        step = -1 if closing else 1
        open_now[name] += step
        depth += step
        if depth > DEEPEST:
            raise TooHard


def attribute_filter(name: str) -> Callable[[str, str, str], str | None]:
    """Keeps an attribute (perhaps changed) or drops it (None)."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        value = value.strip()
        match attribute:
            case "rel":
                return value
            case "href" | "src" if OUTWARD.fullmatch(value) or OWN_NOTE.fullmatch(value):
                return value
            case "href" | "id":
                return footnote_address(value, name, is_link=attribute == "href")
            case "start":
                return value if NUMBER.fullmatch(value) else None
            case "alt":
                return value.replace("<", "‹").replace(">", "›")
        return None

    return keep


def footnote_address(value: str, name: str, is_link: bool) -> str | None:
    found = FOOTNOTE.fullmatch(value)
    return f"{found[1]}{name}-{found[2]}" if found and bool(found[1]) == is_link else None


def images_to_links(clean: str) -> str:
    """An image becomes a link with its alternative text; inside another link, or without an address, the text alone.

    A link that lost its address is taken away around its words.
    """
    inside = ""  # the link we are in: empty, "open", or "lost" for one without an address

    def replaced(found: re.Match[str]) -> str:
        nonlocal inside
        if found["link"] is not None:
            inside = "open" if "href=" in found["link"] else "lost"
            return found[0] if inside == "open" else ""
        if found["end"]:
            was, inside = inside, ""
            return found[0] if was == "open" else ""
        attributes = dict(IMAGE_ATTRIBUTE.findall(found["image"]))
        address, words = attributes.get("src", ""), attributes.get("alt", "")
        if inside == "open" or not address:
            return words
        return f'<a href="{address}" rel="nofollow noopener">{words or address}</a>'

    return LINK_OR_IMAGE.sub(replaced, clean)


def shift_headings(clean: str, level: int) -> str:
    """The largest heading becomes h`level`, the others keep their distance to it as far as h6."""
    levels = [int(found[2]) for found in HEADING.finditer(clean)]
    shift = level - min(levels, default=level)
    return HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + shift, 6)}>", clean)


def let_wide_parts_scroll(clean: str) -> str:
    """Tables and code that are too wide for a phone scroll on their own, with the keyboard as well."""

    def replaced(found: re.Match[str]) -> str:
        closing, name = found[1], found[2]
        if name == "pre":
            return found[0] if closing else '<pre tabindex="0">'
        return (
            "</table></div>" if closing else '<div class="table-scroll" role="group" tabindex="0"><table class="table">'
        )

    return SCROLLS.sub(replaced, clean)
