"""What a prefix stands for: words that begin so, of notes that the reader may see."""

from collections import Counter
from itertools import islice

from search_index.interface import Audience
from search_index.whoosh_engine.snapshot import Snapshot

MOST_EXPANSIONS = 64
"""Words that a prefix stands for."""
MOST_LOOKED_AT = 512
"""Words that are looked at for this, whether they stand in notes that the audience may see."""


def words_beginning_with(snapshot: Snapshot, name: str, prefix: str, audience: Audience | None) -> list[str]:
    """The words of a field that begin so, those in most notes first; without an audience of all notes."""
    counts: Counter[str] = Counter()
    for part in snapshot.parts:
        counts.update(part.segment.commonest(name, prefix, MOST_LOOKED_AT))
    commonest = sorted(counts, key=lambda term: (-counts[term], term))[:MOST_LOOKED_AT]
    if audience is None:
        return commonest[:MOST_EXPANSIONS]
    visible = [part.live & part.segment.visible(audience) for part in snapshot.parts]

    def is_seen(term: str) -> bool:
        lists = (part.segment.postings(name, term).ids for part in snapshot.parts)
        return any(mask[ids].any() for mask, ids in zip(visible, lists, strict=True))

    return list(islice(filter(is_seen, commonest), MOST_EXPANSIONS))
