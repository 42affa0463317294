"""A Markdown text cut at its headings."""

import re
from collections.abc import Callable
from dataclasses import dataclass

HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
UNDERLINE = re.compile(r"(=+|-+)\s*")
FENCE = re.compile(r"\s{0,3}(```|~~~)")
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
    for depth, line in headed_lines(text):
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
    """Each line with the level of the heading it is, 0 for none; a fenced block has no headings."""
    found: list[tuple[int, str]] = []
    fence = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        mark = FENCE.match(line)
        if mark and (not fence or mark[1] == fence):
            fence = "" if fence else mark[1]
        heading = None if fence else HEADING.fullmatch(line)
        if heading and heading[2]:
            found.append((len(heading[1]), plain(heading[2])))
        elif not fence and UNDERLINE.fullmatch(line) and found and is_paragraph_of_one_line(found):
            found[-1] = (1 if line[0] == "=" else 2, plain(found[-1][1]))
        else:
            found.append((0, line))
    return found


def is_paragraph_of_one_line(found: list[tuple[int, str]]) -> bool:
    depth, line = found[-1]
    alone = len(found) == 1 or found[-2][0] > 0 or not found[-2][1].strip()
    return depth == 0 and bool(line.strip()) and alone and line[:1] not in "|>-*+"


def plain(heading: str) -> str:
    return " ".join(EMPHASIS.sub("", heading).split())
