"""A note's most telling words as a query, for finding notes like it."""

import math
from collections import Counter
from typing import Any

from whoosh import query

from search_index.analysis.terms import document_terms
from search_index.interface import NoteText
from search_index.plain import plain_text
from search_index.whoosh_engine.compiling import any_of
from search_index.whoosh_engine.schema import BODY, TITLE
from search_index.whoosh_engine.snapshot import Snapshot

MOST_TERMS = 25
_LOOKED_AT = 120
"""Of a long note only its most frequent words are weighed against the index."""
_LONGEST_TEXT = 20_000
_TITLE_WEIGHT = 3


def telling_terms(snapshot: Snapshot, text: NoteText) -> Any:
    """Any of the words that are frequent in the text and rare in the index, weighing as much as they tell."""
    body = plain_text("\n\n".join(part for name, part in text.fields.items() if name != TITLE)[:_LONGEST_TEXT])
    counts = Counter(document_terms(body, text.language)[0])
    for term in document_terms(text.fields.get(TITLE, ""), text.language)[0]:
        counts[term] += _TITLE_WEIGHT
    weighed = []
    for term, count in counts.most_common(_LOOKED_AT):
        frequency = snapshot.frequency(BODY, term)
        if frequency > 1:
            weighed.append((math.sqrt(count) * math.log(snapshot.documents_with_deleted / frequency), term))
    best = sorted(weighed, reverse=True)[:MOST_TERMS]
    if not best or best[0][0] <= 0:
        return query.NullQuery
    return any_of(query.Term(BODY, term, boost=weight / best[0][0]) for weight, term in best if weight > 0)
