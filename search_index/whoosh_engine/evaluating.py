"""Evaluates a query over one segment as a mask of documents and a vector of scores, equal to Whoosh's own.

Scoring is Whoosh's BM25F (`whoosh.scoring.BM25F` with its default constants), in the order of its classes' semantics.
A kind of query that is not known here is given to Whoosh's own matcher.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from search_index.whoosh_engine.clauses import AboutTopic, InSection
from search_index.whoosh_engine.phrases import Documents, documents_with_phrase
from search_index.whoosh_engine.schema import BODY, SCORED
from search_index.whoosh_engine.segment import Mask, Scores, Segment
from search_index.whoosh_engine.snapshot import K1, Part, Snapshot

K1_OF_NAMES = 0.3
Indices = NDArray[np.intp]


@dataclass(slots=True)
class Found:
    """Documents that match, deleted ones included, and their scores, zero where nothing matches."""

    mask: Mask
    scores: Scores


def nothing_in(part: Part) -> Found:
    """No document of a segment."""
    return Found(np.zeros(part.segment.count, np.bool_), np.zeros(part.segment.count, np.float64))


def evaluate(snapshot: Snapshot, part: Part, clause: Any) -> Found:
    """What a Whoosh query (or an InSection) finds in a segment."""
    found = nothing_in(part)
    evaluator = _EVALUATORS.get(type(clause), _by_whoosh)
    evaluator(snapshot, part, clause, found)
    return found


def _term_scores(snapshot: Snapshot, segment: Segment, name: str, term: str, boost: float) -> tuple[Indices, Scores]:
    """The documents that hold a term, ascending, and what it adds to the score of each."""
    postings = segment.postings(name, term)
    ids, weights = postings.ids.astype(np.intp), postings.weights.astype(np.float64)
    if not len(ids):
        return ids, weights
    if name in SCORED:
        norms = snapshot.norms(segment, name).take(ids)
        norms += weights
        weights /= norms
        boost *= snapshot.idf(name, term) * (K1 + 1)
    weights *= boost
    return ids, weights


def _add_term(snapshot: Snapshot, segment: Segment, name: str, term: str, boost: float, found: Found) -> None:
    ids, scores = _term_scores(snapshot, segment, name, term, boost)
    if len(ids):
        found.mask[ids] = True
        scores += found.scores.take(ids)
        found.scores[ids] = scores


def _term(snapshot: Snapshot, part: Part, clause: Any, found: Found) -> None:
    _add_term(snapshot, part.segment, clause.fieldname, clause.text, clause.boost, found)


def _or(snapshot: Snapshot, part: Part, clause: Any, found: Found) -> None:
    for inner in clause:
        if isinstance(inner, query.Term):
            boost = inner.boost * clause.boost
            _add_term(snapshot, part.segment, inner.fieldname, inner.text, boost, found)
            continue
        other = evaluate(snapshot, part, inner)
        found.mask |= other.mask
        other.scores *= clause.boost
        found.scores += other.scores


def _and(snapshot: Snapshot, part: Part, clause: Any, found: Found) -> None:
    found.mask[:] = True
    for inner in clause:
        other = evaluate(snapshot, part, inner)
        found.mask &= other.mask
        found.scores += other.scores
    found.scores *= clause.boost
    found.scores[~found.mask] = 0


def _best(snapshot: Snapshot, part: Part, clause: Any, found: Found) -> None:
    for inner in clause:
        if isinstance(inner, query.Term):
            ids, scores = _term_scores(snapshot, part.segment, inner.fieldname, inner.text, inner.boost)
            found.mask[ids] = True
            found.scores[ids] = np.maximum(found.scores.take(ids), scores)
            continue
        other = evaluate(snapshot, part, inner)
        found.mask |= other.mask
        np.maximum(found.scores, other.scores, out=found.scores)
    found.scores *= clause.boost


def _and_maybe(snapshot: Snapshot, part: Part, clause: Any, found: Found) -> None:
    required, optional = (evaluate(snapshot, part, inner) for inner in clause)
    found.mask |= required.mask
    optional.scores *= required.mask
    found.scores += required.scores
    found.scores += optional.scores


def _and_not(snapshot: Snapshot, part: Part, clause: Any, found: Found) -> None:
    wanted, unwanted = (evaluate(snapshot, part, inner) for inner in clause)
    found.mask |= wanted.mask & ~unwanted.mask
    found.scores[found.mask] = wanted.scores[found.mask]


def _every(_snapshot: Snapshot, _part: Part, clause: Any, found: Found) -> None:
    found.mask[:] = True
    found.scores[:] = clause.boost


def _nothing(_snapshot: Snapshot, _part: Part, _clause: Any, _found: Found) -> None:
    """Leaves everything unmatched."""


def _phrase(snapshot: Snapshot, part: Part, clause: Any, found: Found) -> None:
    if clause.slop != 1:
        _by_whoosh(snapshot, part, clause, found)
        return
    documents = documents_with_phrase(part.segment, clause.fieldname, clause.words)
    _score_words(snapshot, part, clause.fieldname, clause.words, clause.boost, documents, found)


def _in_section(snapshot: Snapshot, part: Part, clause: InSection, found: Found) -> None:
    documents = documents_with_phrase(part.segment, BODY, clause.words, clause.section)
    _score_words(snapshot, part, BODY, clause.words, clause.boost, documents, found)


def _score_words(
    snapshot: Snapshot, part: Part, name: str, words: Any, boost: float, documents: Any, found: Found
) -> None:
    """The documents score as if their words had been asked for one by one."""
    for word in words if len(documents) else ():
        ids, scores = _term_scores(snapshot, part.segment, name, word, boost)
        found.scores[documents] += scores[np.searchsorted(ids, documents)]
    found.mask[documents] = True


def _about_topic(snapshot: Snapshot, part: Part, clause: AboutTopic, found: Found) -> None:
    """Works on the few documents that have a name, so that some thirty names cost little more than their phrases."""
    segment = part.segment
    of_name = np.zeros(segment.count, np.float64)
    for name in clause.names:
        for field_name, boost in name.boosts:
            documents = _speaking(segment, documents_with_phrase(segment, field_name, name.stems), name.languages)
            found.mask[documents] = True
            for stem in name.stems:
                of_name[documents] += _name_scores(snapshot, segment, field_name, stem, boost, documents)
        touched = np.flatnonzero(of_name)
        found.scores[touched] = np.maximum(found.scores[touched], of_name[touched])
        of_name[touched] = 0
    if clause.tagged:
        tagged = segment.postings("topic", str(clause.topic)).ids
        found.mask[tagged] = True
        found.scores[tagged] = np.maximum(found.scores[tagged], clause.tagged)


def _speaking(segment: Segment, documents: Documents, languages: frozenset[str]) -> Documents:
    """Those of the documents that are in one of the languages; all when none is given."""
    if not languages or not len(documents):
        return documents
    labels = segment.columns["language"].labels
    codes = [code for code, label in enumerate(labels) if label in languages]
    return documents[np.isin(segment.language_of[documents], codes)]


def _name_scores(
    snapshot: Snapshot, segment: Segment, name: str, term: str, boost: float, documents: Documents
) -> Scores:
    """What documents score for a term of a name that they hold: nearly all for the first mention, however long they are.

    Who names a thing in full does not do so by chance, and a name that is repeated is still one name.
    """
    postings = segment.postings(name, term)
    weights = postings.weights[np.searchsorted(postings.ids, documents)].astype(np.float64)
    scores: Scores = weights * (boost * snapshot.idf(name, term) * (K1_OF_NAMES + 1)) / (weights + K1_OF_NAMES)
    return scores


def _by_whoosh(snapshot: Snapshot, part: Part, clause: Any, found: Found) -> None:
    with snapshot.whoosh_searcher(part) as searcher:
        matcher = clause.matcher(searcher, searcher.boolean_context().set(weighting=searcher.weighting))
        while matcher.is_active():
            found.mask[matcher.id()] = True
            found.scores[matcher.id()] = matcher.score()
            matcher.next()


_Evaluator = Callable[[Snapshot, Part, Any, Found], None]
_EVALUATORS: dict[type, _Evaluator] = {
    query.Term: _term,
    query.Or: _or,
    query.And: _and,
    query.DisjunctionMax: _best,
    query.AndMaybe: _and_maybe,
    query.AndNot: _and_not,
    query.Every: _every,
    query.Phrase: _phrase,
    type(query.NullQuery): _nothing,
    InSection: _in_section,
    AboutTopic: _about_topic,
}
