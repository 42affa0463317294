"""Reading RDF files with rdflib: which format, what is refused, and where a mistake stands. Nothing is fetched from anywhere."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax import SAXParseException

from rdflib import Graph
from rdflib.plugins.parsers.notation3 import BadSyntax

from knowledge.errors import DomainError

FORMATS = ("turtle", "xml", "json-ld")
BY_ENDING = {
    ".ttl": "turtle",
    ".turtle": "turtle",
    ".nt": "turtle",
    ".rdf": "xml",
    ".xml": "xml",
    ".owl": "xml",
    ".jsonld": "json-ld",
    ".json": "json-ld",
}
# rdflib needs some 25 bytes of memory for a byte of Turtle; this keeps an import under a gigabyte.
MOST_BYTES = 32 * 1024 * 1024
LINE_IN_MESSAGE = re.compile(r"^[^:]*:(\d+):(?:\d+:)? *(.*)$", re.DOTALL)


class UnreadableFile(DomainError):
    """The file cannot be read as RDF. Its text is `file:line: reason`, the line left out where the parser does not tell."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        self.path, self.line, self.reason = path, line, reason
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")


def read_graph(path: Path, format: str = "auto") -> Graph:
    """All triples of the file. `format` is one of `FORMATS` or `auto` (by ending, else by content). Raises `UnreadableFile`."""
    content = read_bytes(path)
    format = guess_format(path, content) if format == "auto" else format
    graph = Graph()
    if format == "xml":
        parse(graph, path, content, format)
    else:
        text = decode(path, content)
        if format == "json-ld":
            refuse_foreign_contexts(path, text)
        parse(graph, path, text, format)
    return graph


def read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(path, None, f"larger than {MOST_BYTES // 2**20} MB; import it in parts")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, None, error.strerror or "cannot be opened") from error


def guess_format(path: Path, content: bytes) -> str:
    if path.suffix.lower() in BY_ENDING:
        return BY_ENDING[path.suffix.lower()]
    start = content.removeprefix(codecs.BOM_UTF8).lstrip()[:200]
    if start[:1] in (b"{", b"["):
        return "json-ld"
    return "xml" if start.startswith((b"<?xml", b"<rdf:", b"<!DOCTYPE")) else "turtle"


def decode(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFile(path, line, f"not valid UTF-8 (byte {content[error.start]:#04x})") from error


def parse(graph: Graph, path: Path, data: str | bytes, format: str) -> None:
    """Let rdflib read. Its parsers raise errors of many kinds on wrong input, so all of them become one that names the place."""
    try:
        graph.parse(data=data, format=format, publicID="urn:file:")
    except BadSyntax as error:
        raise UnreadableFile(path, error.lines + 1, error._why) from error
    except SAXParseException as error:
        raise UnreadableFile(path, error.getLineNumber(), error.getMessage()) from error
    except json.JSONDecodeError as error:
        raise UnreadableFile(path, error.lineno, error.msg) from error
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        NameError,
        RecursionError,
        TypeError,
    ) as error:
        raise UnreadableFile(path, None, f"not valid {format}") from error
    except Exception as error:
        raise UnreadableFile(path, *place_in(data, str(error))) from error


def place_in(data: str | bytes, message: str) -> tuple[int | None, str]:
    """The line that a parser put into its message, or on which the word stands that the message quotes."""
    told = LINE_IN_MESSAGE.match(message)
    if told:
        return int(told[1]), told[2]
    quoted = re.search(r"'([^']+)'", message)
    text = data if isinstance(data, str) else ""
    at = text.find(quoted[1]) if quoted else -1
    return (text.count("\n", 0, at) + 1 if at >= 0 else None), message


def refuse_foreign_contexts(path: Path, text: str) -> None:
    """A JSON-LD context given by address would be fetched: such a file is refused with the line that names it."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(path, error.lineno, error.msg) from error
    except RecursionError as error:
        raise UnreadableFile(path, None, "nested too deeply") from error
    for address in foreign_contexts(document):
        line = text.count("\n", 0, max(0, text.find(json.dumps(address)))) + 1
        raise UnreadableFile(
            path, line, f"its context {address} would have to be fetched; put the context into the file"
        )


def foreign_contexts(document: Any) -> Iterator[str]:
    waiting = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            contexts = part.get("@context")
            for context in contexts if isinstance(contexts, list) else [contexts]:
                if isinstance(context, str):
                    yield context
            if isinstance(part.get("@import"), str):
                yield part["@import"]
            waiting.extend(part.values())
