"""Markdown to raw HTML, giving up on texts that are made to take for ever.

Some inputs (thousands of open brackets, rows of `=`) cost the parser time in the square of their length. Every step of it
therefore looks at a budget of processor time, which honest texts never come near, whatever else the machine is doing.
"""

import re
import threading
import time
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.htmlparser import HTMLExtractor
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import InlineProcessor

MOST_ELEMENTS = (
    50_000  # what comes after the parser takes no look at the budget: a paragraph in every second character of a text
)
SECONDS = 1.0  # honest texts of 60,000 characters take 0.05
EXTENSIONS = ("tables", "fenced_code", "sane_lists", "footnotes")
MARKS = re.compile(r"[`\\\\\[!<&*_]|  \n")  # with which an inline pattern of Markdown or of these extensions begins
CONFIGS = {"footnotes": {"SEPARATOR": "-", "BACKLINK_TEXT": "↑", "BACKLINK_TITLE": "{}"}}

_own = threading.local()


class TooHard(Exception):
    """The text would take more time, or deeper nesting, than a text deserves."""


class Budget:
    """Processor time of this thread, in seconds. The clock costs as much as a step, so only every eighth step looks at it."""

    def __init__(self) -> None:
        self.ends = 0.0
        self.steps = 0

    def start(self) -> None:
        self.ends = time.thread_time() + SECONDS

    def look(self) -> None:
        self.steps += 1
        if self.steps % 8 == 0 and time.thread_time() > self.ends:
            raise TooHard

    def guard(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*arguments: Any) -> Any:
            self.look()
            return step(*arguments)

        return guarded


class BudgetedHtmlBlocks(HtmlBlockPreprocessor):
    """Finds raw HTML blocks like the original, under the budget."""

    def __init__(self, md: Markdown, budget: Budget) -> None:
        super().__init__(md)
        self.budget = budget

    def run(self, lines: list[str]) -> list[str]:
        parser = HTMLExtractor(self.md)
        parser.parse_starttag = self.budget.guard(parser.parse_starttag)
        parser.feed("\n".join(lines))
        parser.close()
        return "".join(parser.cleandoc).split("\n")


class PlainTextFirst(InlineProcessor):
    """Leaves text alone in which no inline pattern can begin, instead of asking each of them: most of every text."""

    def __init__(self, md: Markdown, budget: Budget) -> None:
        super().__init__(md)
        self.budget = budget

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element | None:
        if sum(1 for _element in tree.iter()) > MOST_ELEMENTS:
            raise TooHard
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        self.budget.look()
        if not MARKS.search(data):
            return data
        return str(super()._InlineProcessor__handleInline(data, patternIndex))  # type: ignore[misc]


class Budgeted(Extension):
    """Puts a look at the budget before every step of the parser."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self.budget = budget

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(BudgetedHtmlBlocks(md, self.budget), "html_block", 20)
        md.treeprocessors.register(PlainTextFirst(md, self.budget), "inline", 20)
        for processor in md.parser.blockprocessors:
            processor.test = self.budget.guard(processor.test)
        for pattern in md.inlinePatterns:
            pattern.handleMatch = self.budget.guard(pattern.handleMatch)


def convert(text: str) -> str:
    """Raw, unsafe HTML. Raises `TooHard`."""
    if not hasattr(_own, "converter"):
        _own.budget = Budget()
        _own.converter = Markdown(extensions=[*EXTENSIONS, Budgeted(_own.budget)], extension_configs=CONFIGS)
    _own.budget.start()
    try:
        html: str = _own.converter.convert(text)
        _own.converter.reset()
    except (TooHard, RecursionError) as error:
        del _own.converter  # stopped halfway, it would take the next text for a part of this one
        raise TooHard from error
    return html
