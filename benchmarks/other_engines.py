"""The engines that ours is measured beside: the same notes, audience, facets and highlights, each in its own usual way."""

import json
import sqlite3
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from search_index.interface import IndexDocument

READER = ("public", "network", "org:3", "group:2", "member:5")
FACETS = ("topic", "country", "region", "organization", "language", "year")
HITS = 20
PASSAGE = 220


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of one kind in single lower-case words, so that every engine reads the same in it."""

    kind: str
    words: tuple[str, ...]

    def typed(self) -> str:
        """As a reader types it."""
        if self.kind == "phrase":
            return f'"{" ".join(self.words)}"'
        if self.kind == "prefix":
            return f"{self.words[0]}*"
        return (" AND " if self.kind == "all of three" else " ").join(self.words)


class Engine(Protocol):
    name: str
    place: Path

    def build(self, documents: Iterable[IndexDocument]) -> None: ...
    def open(self) -> None: ...
    def search(self, asked: Asked) -> int:
        """Find, count six facets, mark twenty hits; returns how many were found."""


class Tantivy:
    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        self.api: Any = tantivy
        self.place = folder / self.name

    def _schema(self) -> Any:
        builder = self.api.SchemaBuilder()
        builder.add_text_field("title", stored=True)
        builder.add_text_field("body", stored=True)
        builder.add_integer_field("note", stored=True, indexed=True, fast=True)
        for name in (*FACETS, "audience"):
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        return builder.build()

    def build(self, documents: Iterable[IndexDocument]) -> None:
        self.place.mkdir()
        writer = self.api.Index(self._schema(), str(self.place)).writer(256_000_000, num_threads=1)
        for one in documents:
            written = self.api.Document(title=one.title, body=one.texts["body"], note=one.note_id)
            for name in FACETS:
                for value in one.facets.get(name, ()):
                    written.add_text(name, value)
            written.add_text("audience", *one.audience)
            writer.add_document(written)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        index = self.api.Index.open(str(self.place))
        self.schema, self.searcher = index.schema, index.searcher()

    def _query(self, asked: Asked) -> Any:
        query, occur = self.api.Query, self.api.Occur
        if asked.kind == "phrase":
            return query.phrase_query(self.schema, "body", list(asked.words))
        if asked.kind == "prefix":
            return query.regex_query(self.schema, "body", asked.words[0] + ".*")
        how = occur.Must if asked.kind == "all of three" else occur.Should
        return query.boolean_query(
            [
                (
                    how,
                    query.boolean_query(
                        [(occur.Should, query.term_query(self.schema, name, word)) for name in ("title", "body")]
                    ),
                )
                for word in asked.words
            ]
        )

    def search(self, asked: Asked) -> int:
        query, occur = self.api.Query, self.api.Occur
        wanted = self._query(asked)
        allowed = query.const_score_query(query.term_set_query(self.schema, "audience", list(READER)), 0.0)
        both = query.boolean_query([(occur.Must, wanted), (occur.Must, allowed)])
        found = self.searcher.search(both, HITS, count=True)
        self.searcher.aggregate(both, {name: {"terms": {"field": name, "size": 500}} for name in FACETS})
        marker = self.api.SnippetGenerator.create(self.searcher, wanted, self.schema, "body")
        marker.set_max_num_chars(PASSAGE)
        for _, address in found.hits:
            marker.snippet_from_doc(self.searcher.doc(address)).to_html()
        return int(found.count)


class Fts5:
    name = "FTS5"

    def __init__(self, folder: Path) -> None:
        self.place = folder / "fts5.db"

    def build(self, documents: Iterable[IndexDocument]) -> None:
        with sqlite3.connect(self.place) as connection:
            columns = [name for name in FACETS if name != "topic"]
            connection.execute(f"CREATE TABLE doc (id INTEGER PRIMARY KEY, audience, {','.join(columns)})")
            connection.execute("CREATE TABLE doctopic (id INTEGER, topic)")
            connection.execute("CREATE VIRTUAL TABLE f USING fts5(title, body, tokenize='unicode61', prefix='3 5')")
            for one in documents:
                values = [(one.facets.get(name) or (None,))[0] for name in columns]
                marks = ",".join("?" * (len(values) + 2))
                connection.execute(f"INSERT INTO doc VALUES ({marks})", (one.note_id, *one.audience, *values))
                topics = [(one.note_id, topic) for topic in one.facets["topic"]]
                connection.executemany("INSERT INTO doctopic VALUES (?, ?)", topics)
                text = (one.note_id, one.title, one.texts["body"])
                connection.execute("INSERT INTO f (rowid, title, body) VALUES (?, ?, ?)", text)
            connection.execute("CREATE INDEX doctopic_id ON doctopic (id)")

    def open(self) -> None:
        self.connection = sqlite3.connect(self.place)

    def _match(self, asked: Asked) -> str:
        if asked.kind == "phrase":
            return f'body:"{" ".join(asked.words)}"'
        if asked.kind == "prefix":
            return f'body:"{asked.words[0]}"*'
        return (" AND " if asked.kind == "all of three" else " OR ").join(f'"{word}"' for word in asked.words)

    def search(self, asked: Asked) -> int:
        run, match = self.connection.execute, self._match(asked)
        run("DROP TABLE IF EXISTS temp.hit")
        marks = ",".join("?" * len(READER))
        run(
            "CREATE TEMP TABLE hit AS SELECT f.rowid AS id, bm25(f) AS score FROM f JOIN doc ON doc.id = f.rowid"
            f" WHERE f MATCH ? AND doc.audience IN ({marks})",
            (match, *READER),
        )
        for name in FACETS:
            table = "doctopic" if name == "topic" else "doc"
            run(f"SELECT {name}, count(*) FROM hit JOIN {table} USING (id) GROUP BY 1 ORDER BY 2 DESC").fetchall()
        for (note,) in run(f"SELECT id FROM hit ORDER BY score LIMIT {HITS}").fetchall():
            run(
                "SELECT snippet(f, 1, '<b>', '</b>', '…', 30) FROM f WHERE f MATCH ? AND rowid = ?", (match, note)
            ).fetchone()
        return int(run("SELECT count(*) FROM hit").fetchone()[0])


class Xapian:
    """Counts one topic of a note: its values hold one each."""

    name = "Xapian"

    def __init__(self, folder: Path) -> None:
        sys.path.append("/usr/lib/python3/dist-packages")  # where Debian puts it; PyPI has none
        import xapian

        self.api: Any = xapian
        self.place = folder / "xapian"

    def build(self, documents: Iterable[IndexDocument]) -> None:
        database = self.api.WritableDatabase(str(self.place), self.api.DB_CREATE)
        terms = self.api.TermGenerator()
        for one in documents:
            written = self.api.Document()
            terms.set_document(written)
            terms.index_text(one.title)
            terms.increase_termpos()
            terms.index_text(one.texts["body"])
            for slot, name in enumerate(FACETS):
                written.add_value(slot, (one.facets.get(name) or ("",))[0])
            written.add_boolean_term("XV" + "".join(one.audience))
            written.set_data(json.dumps([one.note_id, one.texts["body"]]))
            database.add_document(written)
        database.commit()
        database.close()

    def open(self) -> None:
        self.database = self.api.Database(str(self.place))
        self.enquire = self.api.Enquire(self.database)

    def _query(self, asked: Asked) -> Any:
        query = self.api.Query
        if asked.kind == "phrase":
            return query(query.OP_PHRASE, list(asked.words))
        if asked.kind == "prefix":
            return query(query.OP_WILDCARD, asked.words[0], 0, query.WILDCARD_LIMIT_MOST_FREQUENT, query.OP_OR)
        return query(query.OP_AND if asked.kind == "all of three" else query.OP_OR, list(asked.words))

    def search(self, asked: Asked) -> int:
        query = self.api.Query
        allowed = query(query.OP_OR, ["XV" + term for term in READER])
        self.enquire.set_query(query(query.OP_FILTER, self._query(asked), allowed))
        self.enquire.clear_matchspies()
        counts = [self.api.ValueCountMatchSpy(slot) for slot in range(len(FACETS))]
        for count in counts:
            self.enquire.add_matchspy(count)
        found = self.enquire.get_mset(0, HITS, self.database.get_doccount())
        for count in counts:
            [(value.term, value.termfreq) for value in count.values()]
        for match in found:
            found.snippet(json.loads(match.document.get_data())[1], PASSAGE)
        return int(found.get_matches_estimated())


OTHERS = (Tantivy, Fts5, Xapian)
