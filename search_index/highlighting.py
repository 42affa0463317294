"""Why a note was found: passages of its text in which the query's words are marked.

Works on the texts as read from the database, with the same analysis as the index, and knows nothing of any engine.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import regex

from search_index.analysis.stems import base_language
from search_index.interface import Fragment, Hit, NoteText, TextSource
from search_index.plain import plain_text
from search_index.wanted_names import NO_NAMES, WantedNames
from search_index.wanted_words import Wanted

WIDTH = 220
"""Characters of a passage, about."""
MOST_PASSAGES = 2
"""Passages of a note, beside its title."""
LONGEST_TEXT = 100_000
STRETCH = 5_000
"""Characters of a long text that are looked at together."""
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Signs of the private use area around a match while Markdown is taken away; queries never contain them."""
_TORN_START = regex.compile(r"^[^\s()\[\]]*\)|^[^\s<>]*>")
_TORN_END = regex.compile(r"\]\([^()]*$|<[^<>]*$|!?\[(?=[^\[\]]*$)")
Span = tuple[int, int, str]
"""Start, end, and what was matched."""


def _spans(text: str, language: str, wanted: Wanted, names: WantedNames) -> list[Span]:
    """Where wanted words stand, in order and without overlap."""
    spans: list[Span] = []
    if wanted.stems or wanted.prefixes:
        for word in wanted.in_text(text, language):
            spans += _places(text, word)
    spans += names.spans(text, language)
    for pair in wanted.pairs:
        at = text.find(pair)
        while at >= 0:
            spans.append((at, at + len(pair), pair))
            at = text.find(pair, at + 1)
    return _without_overlap(sorted(spans))


def _first_spans(text: str, language: str, wanted: Wanted, names: WantedNames) -> list[Span]:
    """The spans in the first stretch of a long text that has any."""
    for start in range(0, min(len(text), LONGEST_TEXT), STRETCH):
        found = _spans(text[start : start + STRETCH], language, wanted, names)
        if found:
            return [(first + start, last + start, what) for first, last, what in found]
    return []


def _places(text: str, word: str) -> Iterable[Span]:
    """Where a word stands as a whole word."""
    length = len(word)
    at = text.find(word)
    while at >= 0:
        end = at + length
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield at, end, word
        at = text.find(word, end)


def _without_overlap(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end, what in spans:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]), kept[-1][2])
        else:
            kept.append((start, end, what))
    return kept


@dataclass(frozen=True, slots=True)
class _Passage:
    """Spans of one field that fit in one passage. `worth`, the least the best: different words, then how many."""

    field: str
    spans: list[Span]
    worth: tuple[int, int]


def _passages(name: str, spans: list[Span]) -> list[_Passage]:
    """Every group of spans that a passage could show, one beginning at each span."""
    passages: list[_Passage] = []
    last = 0
    for first, (start, _, _) in enumerate(spans):
        last = max(last, first + 1)
        while last < len(spans) and spans[last][1] - start <= WIDTH:
            last += 1
        held = spans[first:last]
        passages.append(_Passage(name, held, (-len({what for _, _, what in held}), -len(held))))
    return passages


def _cut(text: str, passage: _Passage) -> Fragment:
    """The passage with its surroundings, from word to word, with "…" where it was cut."""
    start, end = passage.spans[0][0], passage.spans[-1][1]
    room = max(0, WIDTH - (end - start)) // 2
    left, right = max(0, start - room), min(len(text), end + room)
    if left:
        space = text.find(" ", left, start)
        left = space + 1 if space >= 0 else left
    if right < len(text):
        space = text.rfind(" ", end, right)
        right = space if space >= 0 else right
    return Fragment(passage.field, _pairs(text, passage.spans, left, right))


def _pairs(text: str, spans: Iterable[Span], left: int, right: int) -> tuple[tuple[str, bool], ...]:
    """The stretch of Markdown from `left` to `right` as plain words; spans that lay in an address are gone."""
    pieces = []
    at = left
    for start, end, _ in spans:
        pieces += [text[at:start], _OPEN, text[start:end], _CLOSE]
        at = end
    pieces.append(text[at:right])
    plain = plain_text(_without_torn("".join(pieces)))
    plain = ("… " if left else "") + " ".join(plain.split()) + (" …" if right < len(text) else "")
    parts = [part for piece in plain.split(_OPEN) for part in _around(piece)]
    return tuple((part, marked) for part, marked in parts if part)


def _without_torn(cut: str) -> str:
    """Without the halves of links and tags at both ends."""
    if ")" in cut or ">" in cut:
        cut = _TORN_START.sub("", cut)
    return _TORN_END.sub("", cut) if "[" in cut or "<" in cut else cut


def _around(piece: str) -> Iterable[tuple[str, bool]]:
    """What follows an opening sign: marked up to the closing one, if there is one."""
    marked, sign, rest = piece.partition(_CLOSE)
    return ((marked, True), (rest, False)) if sign else ((piece, False),)


class Highlighter:
    """Makes fragments for the hits of one request."""

    def __init__(self, wanted: Wanted, names: WantedNames = NO_NAMES) -> None:
        self.wanted = wanted
        self.names = names

    def fragments(self, text: NoteText) -> tuple[Fragment, ...]:
        """The title if it matches, then the best passages of the other fields; none when nothing matches."""
        language = base_language(text.language)
        title: list[Fragment] = []
        passages: list[_Passage] = []
        for name, words in text.fields.items():
            spans = _first_spans(words, language, self.wanted, self.names)
            if name == "title" and spans:
                title = [Fragment(name, _pairs(words, spans, 0, len(words)))]
            elif spans:
                passages += _passages(name, spans)
        cut = [_cut(text.fields[one.field], one) for one in _best(passages)]
        return tuple(one for one in [*title, *cut] if any(marked for _, marked in one.pairs))

    def add_fragments(self, hits: tuple[Hit, ...], texts: TextSource) -> tuple[Hit, ...]:
        """The hits with fragments from the texts of what matched; a hit without a text stays as it is."""
        if not self.wanted and not self.names:
            return hits
        sources = [hit.matched or hit.note_id for hit in hits]
        read = texts(list(dict.fromkeys([*sources, *(hit.note_id for hit in hits)])))
        return tuple(
            replace(hit, fragments=self.fragments(read[source])) if source in read else hit
            for hit, source in zip(hits, sources, strict=True)
        )


def _best(passages: list[_Passage]) -> list[_Passage]:
    """The passages worth most that do not overlap, in the order in which they stand."""
    chosen: list[int] = []
    for at in sorted(range(len(passages)), key=lambda one: (passages[one].worth, one)):
        if len(chosen) == MOST_PASSAGES:
            break
        if not any(_overlap(passages[at], passages[other]) for other in chosen):
            chosen.append(at)
    return [passages[at] for at in sorted(chosen)]


def _overlap(one: _Passage, other: _Passage) -> bool:
    return (
        one.field == other.field
        and one.spans[0][0] - WIDTH < other.spans[-1][1]
        and other.spans[0][0] - WIDTH < one.spans[-1][1]
    )
