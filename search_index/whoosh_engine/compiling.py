"""From the query tree to the clauses that are evaluated, with what the index knows about its words.

A word of unknown language becomes the best of its stems over the likely languages, plus a bonus for the form as typed,
in body and title. Words that stand in most notes of some language say little there: they weigh less and, beside
telling words, no longer make a hit by themselves. All of this follows from the index's own counts, not from lists.
"""

from collections.abc import Callable, Iterable
from typing import Any

from whoosh import query

from search_index.analysis.questions import without_asking
from search_index.analysis.stems import base_language
from search_index.analysis.terms import QueryWord, pairs, query_words
from search_index.interface import Audience
from search_index.query import tree
from search_index.query.fields import FACETS_BY_VALUE
from search_index.weights import Weights, packaged
from search_index.whoosh_engine.clauses import InSection
from search_index.whoosh_engine.compounds import begun_by, parts_of
from search_index.whoosh_engine.prefixes import words_beginning_with
from search_index.whoosh_engine.schema import BODY, BODY_EXACT, SECTIONS, TITLE, TITLE_EXACT
from search_index.whoosh_engine.snapshot import Snapshot
from search_index.whoosh_engine.telling import telling
from search_index.whoosh_engine.topics import about_topic

MOST_WORDS = 64
"""Words of a query that count; what follows is ignored."""
LONGEST = 40
"""Words of a phrase that count."""

NOTHING = query.NullQuery


def any_of(clauses: Iterable[Any]) -> Any:
    """An Or; one clause stands for itself and none for nothing. Whoosh's own empty Or would let everything pass."""
    kept = [clause for clause in clauses if clause is not NOTHING]
    if not kept:
        return NOTHING
    return kept[0] if len(kept) == 1 else query.Or(kept)


def best_of(clauses: Iterable[Any]) -> Any:
    kept = list(clauses)
    if not kept:
        return NOTHING
    return kept[0] if len(kept) == 1 else query.DisjunctionMax(kept)


class Compiler:
    """Compiles trees against one snapshot for a reader's likely languages.

    Prefixes stand for words of the audience's notes; without one, of all notes.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        languages: tuple[str, ...],
        weights: Weights | None = None,
        audience: Audience | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.audience = audience
        self.weights = weights or packaged()
        known = tuple(dict.fromkeys(map(base_language, snapshot.languages())))
        preferred = [language for language in map(base_language, languages) if language in known]
        self.languages = tuple(dict.fromkeys([*preferred, *known]))

    def compile(self, node: tree.Node) -> Any:
        match node:
            case tree.Words(text):
                return self.words(text)
            case tree.Phrase(text):
                return self.phrase(text)
            case tree.Prefix(text):
                return self.prefix(text)
            case tree.InField(name, inner):
                return self.in_field(name, inner)
            case tree.AlsoTopic():
                return about_topic(self.snapshot, node, self.languages)
            case tree.Everything():
                return query.Every()
            case _:
                return _joined(node, self.compile)

    def is_telling(self, word: QueryWord) -> bool:
        return telling(self.snapshot, word) > self.weights.least

    def words(self, text: str) -> Any:
        """Any of the words; a hit needs a telling one as far as the index has any."""
        strong: list[Any] = []
        weak: list[Any] = []
        for word in list(dict.fromkeys(query_words(without_asking(text), self.languages)))[:MOST_WORDS]:
            for piece, share in _pieces(word):
                strength = telling(self.snapshot, piece)
                clause = self.word(piece, max(strength, self.weights.least) * (share or self.weights.character))
                if clause is not NOTHING:
                    (strong if strength > self.weights.least and share else weak).append(clause)
        if not strong or not weak:
            return any_of(_flat(strong or weak))
        return query.AndMaybe(any_of(_flat(strong)), any_of(_flat(weak)))

    def word(self, word: QueryWord, strength: float = 1.0) -> Any:
        """One word anywhere in a note."""
        clauses = []
        for stems, exact, share in ((BODY, BODY_EXACT, 1.0), (TITLE, TITLE_EXACT, self.weights.title)):
            boost = strength * share
            clauses.append(self._stems(word, stems, boost))
            clauses += self._terms(exact, word.surfaces, boost if word.is_run else boost * self.weights.exact)
        clauses += self._parts(word, strength)
        return any_of(_flat(clauses))

    def _parts(self, word: QueryWord, strength: float) -> list[Any]:
        """The parts of a compound word, and compounds that begin with it."""
        if word.is_run:
            return []
        boost = strength * self.weights.part
        parts = parts_of(self.snapshot, word.typed, self.languages) or ()
        begun = begun_by(self.snapshot, word.typed, self.languages)
        return [*self._terms(BODY, parts, boost), best_of(self._terms(BODY_EXACT, begun, boost))]

    def _terms(self, name: str, terms: Iterable[str], boost: float) -> list[Any]:
        return [query.Term(name, term, boost=boost) for term in terms if self.snapshot.frequency(name, term)]

    def _stems(self, word: QueryWord, name: str, boost: float) -> Any:
        if word.is_run:
            return any_of(self._terms(name, word.stems, boost))
        clauses: list[Any] = []
        for stem in word.stems:
            clauses += self._terms(name, [stem], boost if not clauses else boost * self.weights.other_language)
        return best_of(clauses)

    def phrase(self, text: str) -> Any:
        """The words in this order and next to each other, in the body's fields or the title."""
        return any_of(
            query.Phrase(name, words) if len(words) > 1 else query.Term(name, words[0])
            for name in (BODY, TITLE)
            for words in self._phrases(text)
        )

    def _phrases(self, text: str) -> list[list[str]]:
        """The phrase's terms in each likely language, each form once."""
        words = list(query_words(text, self.languages))[:LONGEST]
        if not words:
            return []
        depth = max(len(word.stems) for word in words if not word.is_run) if any(not w.is_run for w in words) else 1
        forms = [[term for word in words for term in _phrase_terms(word, at)] for at in range(depth)]
        return [list(form) for form in dict.fromkeys(tuple(form) for form in forms) if form]

    def prefix(self, text: str, fields: Iterable[tuple[str, float]] = ()) -> Any:
        """Words that begin so, as written, in these fields or anywhere; the best of them counts."""
        words = list(query_words(text, self.languages))
        if len(words) != 1 or words[0].is_run:
            return any_of(self._text_in_field(TITLE, text, True) if fields else self.word(word) for word in words)
        clauses = [
            query.Term(name, term, boost=boost)
            for name, boost in fields or ((BODY_EXACT, 1.0), (TITLE_EXACT, self.weights.title))
            for term in words_beginning_with(self.snapshot, name, words[0].surfaces[0], self.audience)
        ]
        return best_of(clauses)

    def in_field(self, name: str, inner: tree.Node) -> Any:
        """Words, phrases and groups of them in one field; a prefix there is read as a word, but for one in the title."""
        match inner:
            case tree.Prefix(text) if name == TITLE:
                return self.prefix(text, ((TITLE_EXACT, 1.0),))
            case tree.InField(other, node):
                return self.in_field(other, node)
            case tree.Words(text) | tree.Phrase(text) | tree.Prefix(text):
                return self._text_in_field(name, text, isinstance(inner, tree.Phrase))
            case tree.AlsoTopic():
                return NOTHING
            case tree.Everything():
                return query.Every()
            case _:
                return _joined(inner, lambda node: self.in_field(name, node))

    def _text_in_field(self, name: str, text: str, as_phrase: bool) -> Any:
        if name in FACETS_BY_VALUE:
            return any_of(query.Term(name, form) for form in dict.fromkeys([text, text.lower(), text.upper()]))
        if as_phrase:
            return any_of(_one_field(name, words) for words in self._phrases(text))
        return any_of(
            _one_field(name, form)
            for word in list(dict.fromkeys(query_words(text, self.languages)))[:MOST_WORDS]
            for form in ([list(word.stems)] if word.is_run else [[stem] for stem in word.stems])
        )


Joining = tree.AllOf | tree.AnyOf | tree.Preferring | tree.Excluding


def _joined(node: Joining, compile_inner: Callable[[tree.Node], Any]) -> Any:
    """What joins others, compiled from them."""
    match node:
        case tree.AllOf(nodes):
            return query.And([compile_inner(inner) for inner in nodes])
        case tree.AnyOf(nodes):
            return any_of(compile_inner(inner) for inner in nodes)
        case tree.Preferring(required, preferred):
            return query.AndMaybe(compile_inner(required), compile_inner(preferred))
        case tree.Excluding(wanted, unwanted):
            base = query.Every() if wanted is None else compile_inner(wanted)
            return query.AndNot(base, any_of(compile_inner(inner) for inner in unwanted))


def _one_field(name: str, words: list[str]) -> Any:
    if not words:
        return NOTHING
    if name == TITLE:
        return query.Phrase(TITLE, words) if len(words) > 1 else query.Term(TITLE, words[0])
    return InSection(tuple(words), SECTIONS[name])


def _phrase_terms(word: QueryWord, at: int) -> list[str]:
    if word.is_run:
        return pairs(word.typed)
    return [word.stems[min(at, len(word.stems) - 1)]]


def _pieces(word: QueryWord) -> list[tuple[QueryWord, float]]:
    """What is weighed by itself, with its share: a word; of unspaced writing each pair, and at 0 each character.

    Characters only add to what pairs have found, except for one that was typed alone.
    """
    if not word.is_run:
        return [(word, 1.0)]
    in_pairs = [(QueryWord(pair, (pair,), (), is_run=True), 1.0) for pair in dict.fromkeys(word.stems)]
    alone = 0.0 if in_pairs else 1.0
    characters = dict.fromkeys(word.surfaces)
    return in_pairs + [(QueryWord(one, (), (one,), is_run=True), alone) for one in characters]


def _flat(clauses: Iterable[Any]) -> list[Any]:
    """With inner Ors opened up; none of those made here carries a boost."""
    flat: list[Any] = []
    for clause in clauses:
        flat += list(clause) if isinstance(clause, query.Or) else [clause]
    return flat
