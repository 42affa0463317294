"""A process that searches: reads `audience term,term<TAB>query` lines and answers with the ids found, the total and a generation.

python -m tests.search_index.reader HOME
"""

import sys
from pathlib import Path

from search_index.errors import SearchError
from search_index.interface import Audience, SearchRequest
from search_index.opening import open_engine


def main(home: Path) -> None:
    engine = open_engine("whoosh:", home)
    for line in sys.stdin:
        terms, query = line.rstrip("\n").split("\t")
        try:
            found = engine.search(SearchRequest(query, Audience(frozenset(terms.split(","))), limit=50))
        except SearchError as error:
            print(f"error {error}", flush=True)
            continue
        notes = ",".join(str(note) for note in sorted(hit.note_id for hit in found.hits))
        print(f"{found.total} {notes or '-'} {found.generation.partition(':')[0]}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
