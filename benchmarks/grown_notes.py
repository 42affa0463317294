"""Grows a file of notes to any number of notes: python -m benchmarks.grown_notes NOTES.jsonl COUNT > GROWN.jsonl

A grown note has the language, length and age of a real one and is put together from paragraphs of that note and of two
others in its language, so that how often words stand together and in how many notes stays as it was. Vocabularies grow
with a collection: half of the words that stood in one note alone are joined anew from halves of two such words.
Countries, organizations and tags vary more than in the real file. The same input gives the same output.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]
_WORD = re.compile(r"\w+")
_BLANK = re.compile(r"\n\s*\n")
_PARENTS = 3
_ORGANIZATIONS = 300
_TAGS = 250
_COUNTRIES = (
    "FRSNKEBRPEGBUSCAMXCOINIDPHVNTHLAKHMMJPKRCNNPBDLKPKEGMATNJOLBNGGHMLBFCICMRWUGTZETMZZAMGDEESPTITNLBEPLROHUELLTUA"
)


class _Language:
    """The real notes of one language as paragraphs, each cut at words that stand in one note alone."""

    def __init__(self, records: list[Record]) -> None:
        counts = Counter(word for record in records for word in set(_WORD.findall(record["body_markdown"])))
        self.rare = sorted(word for word, count in counts.items() if count == 1 and 4 < len(word) < 20)
        self.records = records
        rare = set(self.rare)
        self.notes = [[_cut(text, rare) for text in _BLANK.split(record["body_markdown"])] for record in records]

    def coined(self, chance: random.Random, word: str) -> str:
        if len(self.rare) < 2 or chance.random() < 0.5:
            return word
        first, second = chance.choice(self.rare), chance.choice(self.rare)
        return first[: (len(first) + 1) // 2] + second[len(second) // 2 :]

    def body(self, chance: random.Random, at: int) -> str:
        parents = [at, *(chance.randrange(len(self.notes)) for _ in range(_PARENTS - 1))]
        paragraphs = [self.notes[chance.choice(parents)] for _ in self.notes[at]]
        return "\n\n".join(self.paragraph(chance, chance.choice(note)) for note in paragraphs)

    def paragraph(self, chance: random.Random, pieces: list[str]) -> str:
        return "".join(self.coined(chance, piece) if odd % 2 else piece for odd, piece in enumerate(pieces))


def _cut(text: str, rare: set[str]) -> list[str]:
    """Pieces of a text of which every second one is a rare word."""
    pieces, at = [], 0
    for found in _WORD.finditer(text):
        if found.group() in rare:
            pieces += [text[at : found.start()], found.group()]
            at = found.end()
    return [*pieces, text[at:]]


def read_records(path: Path) -> list[Record]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def grown(records: list[Record], count: int) -> Iterator[Record]:
    """The first notes are the real ones."""
    yield from records[:count]
    languages: dict[str, list[Record]] = {}
    for record in records:
        languages.setdefault(record["language"], []).append(record)
    sources = {name: _Language(of_language) for name, of_language in languages.items()}
    places = [(name, at) for name, of_language in languages.items() for at in range(len(of_language))]
    for number in range(len(records), count):
        chance = random.Random(number)
        name, at = chance.choice(places)
        yield _note(chance, number, sources[name], at)


def _note(chance: random.Random, number: int, source: _Language, at: int) -> Record:
    other = chance.choice(source.records)
    head, tail = source.records[at]["title"].split(), other["title"].split()
    date = source.records[at]["date"]
    tags = list(dict.fromkeys(int(_TAGS * chance.random() ** 2) for _ in range(chance.randrange(4))))
    return source.records[at] | {
        "id": f"grown-{number}",
        "title": " ".join([*head[: (len(head) + 1) // 2], *tail[len(tail) // 2 :]]),
        "body_markdown": source.body(chance, at),
        "country": _country(chance),
        "organisation": f"Organization {int(_ORGANIZATIONS * chance.random() ** 2)}",
        "date": f"{chance.randrange(2005, 2026)}{str(date)[4:10]}" if date else None,
        "tags": [f"tag {tag}" for tag in tags],
        "source_path": f"grown/{number}.md",
        "translation_group": None,
    }


def _country(chance: random.Random) -> str:
    at = 2 * int(len(_COUNTRIES) // 2 * chance.random() ** 2)
    return _COUNTRIES[at : at + 2]


def write(records: Iterable[Record], path: Path) -> None:
    with path.open("w", encoding="utf-8") as lines:
        for record in records:
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("notes", type=Path)
    arguments.add_argument("count", type=int)
    options = arguments.parse_args()
    for record in grown(read_records(options.notes), options.count):
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
