"""A Markdown text cut at its headings."""

import re
from collections.abc import Callable
from dataclasses import dataclass

# Each of these needs no second look at what it has read, however many spaces a line has.
HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
UNDERLINE = re.compile(r"(=+|-+)\s*")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
EMPHASIS = re.compile(r"[*_`\\]+")


@dataclass(frozen=True)
class Section:
    """`field` is where the heading says that the text belongs; empty when it says nothing that is known."""

    heading: str
    text: str
    field: str = ""


@dataclass(frozen=True)
class Document:
    """The title is the first heading of the largest kind, if no field has its name."""

    title: str
    sections: tuple[Section, ...]


FieldOf = Callable[[str], str]


def cut(text: str, field_of: FieldOf) -> Document:
    """The document's sections in order; what stands before the first heading is a section without one. Nothing is left out.

    A smaller heading that no field is known by stays inside the section it stands in.
    """
    title, sections = "", list[Section]()
    heading, level, field, lines = "", 7, "", list[str]()
    for depth, words in headed_lines(text):
        line = plain(words) if depth else words
        found = field_of(line) if depth else ""
        inside = field and depth > level and not found
        if not depth or inside:
            lines.append("#" * depth + " " + line if depth else line)
            continue
        if depth == 1 and not (title or found or sections or "".join(lines).strip()):
            title = line
            continue
        sections.append(Section(heading, "\n".join(lines).strip(), field))
        heading, level, field, lines = line, depth, found, []
    sections.append(Section(heading, "\n".join(lines).strip(), field))
    return Document(title, tuple(each for each in sections if each.text or each.heading))


def headed_lines(text: str) -> list[tuple[int, str]]:
    """Each line with the level of the heading it is, 0 for none; a heading without its signs. A fenced block has no headings."""
    found: list[tuple[int, str]] = []
    fence = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        was_inside, fence = bool(fence), fence_after(line, fence)
        level, words = (0, line) if was_inside or fence else heading_in(line)
        if not (was_inside or fence) and UNDERLINE.fullmatch(line) and found and is_paragraph_of_one_line(found):
            found[-1] = (1 if line[0] == "=" else 2, found[-1][1].strip())
        else:
            found.append((level, words))
    return found


def fence_after(line: str, fence: str) -> str:
    """The fence that what follows the line stands in, if any. It ends at one of its own sign, at least as long, and alone."""
    mark = FENCE.fullmatch(line)
    if mark is None:
        return fence
    signs, rest = mark[1], mark[2]
    if not fence:
        return "" if signs[0] == "`" and "`" in rest else signs
    return "" if signs.startswith(fence) and not rest.strip() else fence


def heading_in(line: str) -> tuple[int, str]:
    """The heading's level and words; signs at its end belong to it when they touch a word, as in "Use of C#"."""
    heading = HEADING.fullmatch(line)
    if heading is None:
        return 0, line
    words = heading[2].strip()
    before = words.rstrip("#")
    closed = before.rstrip() if not before or before[-1].isspace() else words
    return (len(heading[1]), closed) if plain(closed) else (0, line)


def is_paragraph_of_one_line(found: list[tuple[int, str]]) -> bool:
    depth, line = found[-1]
    alone = len(found) == 1 or found[-2][0] > 0 or not found[-2][1].strip()
    return depth == 0 and bool(line.strip()) and alone and line[:1] not in "|>-*+"


def plain(heading: str) -> str:
    return " ".join(EMPHASIS.sub("", heading).split())
