"""Markdown to the plain words that are indexed and shown in fragments.

Not a renderer: it drops marks, addresses and tags, keeps every word, and takes time linear in the text.
"""

import html
import re

import regex

_FENCE = regex.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", regex.MULTILINE)
_IMAGE_OR_LINK = regex.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])")
_DEFINITION = regex.compile(r"^[ \t]*\[[^\[\]]+\]:[^\n]*$", regex.MULTILINE)
_TAG = regex.compile(r"</?[a-zA-Z][^<>]*>|<!--(?:[^-]|-(?!->))*-->")
_ADDRESS = regex.compile(r"<?https?://[^\s<>]+>?")
_LINE_MARK = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+|[-=*_]{3,}[ \t]*$)", re.MULTILINE
)
_TABLE = regex.compile(r"^[ \t]*\|?[ \t]*:?-{2,}[-:|\t ]*$|\|", regex.MULTILINE)
_EMPHASIS = regex.compile(r"(?<![\p{L}\p{N}])[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}(?![\p{L}\p{N}])")
_MAYBE_EMPHASIS = re.compile("[*_~`]")


def plain_text(markdown: str) -> str:
    """The words of a Markdown text without its marks."""
    text = markdown
    if "[" in text:
        text = _DEFINITION.sub(" ", _IMAGE_OR_LINK.sub(r"\1", text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "http" in text:
        text = _ADDRESS.sub(" ", text)
    if "```" in text or "~~~" in text:
        text = _FENCE.sub("", text)
    text = _LINE_MARK.sub("", text)
    if "|" in text or "--" in text:
        text = _TABLE.sub(" ", text)
    if _MAYBE_EMPHASIS.search(text):
        text = _EMPHASIS.sub("", text)
    lines = (html.unescape(text) if "&" in text else text).strip().split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)
