"""How a note is cited, and that nothing in it can break out of a citation file."""

import re

import pytest
from sqlalchemy.orm import Session

from app.notes.citation import Citation, as_bibtex, as_ris
from knowledge.notes.models import Note
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast


@pytest.fixture
def note(session: Session, cast: Cast) -> Note:
    note = factories.note(session, "Pumps & parts", author=cast.contributor, teams=[cast.dakar, cast.lima])
    session.commit()
    return note


def citation(**changes: object) -> Citation:
    facts = {
        "permalink": "0123456789",
        "title": "Pumps",
        "people": ["Awa Ndour"],
        "owners": ["Agence (Senegal)"],
        "network": "Causeway",
        "revision": 2,
        "language": "en",
        "year": 2026,
        "licence": "CC-BY-4.0",
        "address": "https://c.example/notes/0123456789",
    }
    return Citation(**(facts | changes))


def test_the_page_cites_authors_owners_and_revision(browse_as: SignIn, note: Note) -> None:
    page = browse_as(None).get(f"/notes/{note.permalink}").text
    assert "Awa Ndour. Agence des points d&#39;eau (Senegal), Dirección del Lago (Peru). “Pumps &amp; parts”" in page
    assert f"Causeway practice note {note.permalink}, revision 1. English. " in page
    assert f"http://localhost/notes/{note.permalink}</p>" in page


def test_bibtex_comes_as_a_file(browse_as: SignIn, note: Note) -> None:
    answer = browse_as(None).get(f"/notes/{note.permalink}/cite.bib")
    assert answer.content_type == "application/x-bibtex; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=causeway-{note.permalink}.bib"
    assert r"title = {{Pumps \& parts}}" in answer.text


def test_ris_comes_as_a_file(browse_as: SignIn, note: Note) -> None:
    answer = browse_as(None).get(f"/notes/{note.permalink}/cite.ris")
    assert answer.text.startswith("TY  - RPRT\r\nAU  - Awa Ndour\r\nTI  - Pumps & parts\r\n")
    assert answer.text.endswith("ER  - \r\n")


def test_another_kind_of_file_is_not_found(browse_as: SignIn, note: Note) -> None:
    assert browse_as(None).get(f"/notes/{note.permalink}/cite.exe").status_code == 404


@pytest.mark.parametrize("hostile", ["a}\n@misc{b, title={c}", "50 % of $x_1$ & #2 ~ ^ \\input{x}", "{{{", "}}}"])
def test_no_title_breaks_out_of_bibtex(hostile: str) -> None:
    text = as_bibtex(citation(title=hostile, people=[hostile], owners=[hostile], licence=hostile))
    unescaped = re.sub(r"\\[{}]", "", text)
    assert unescaped.count("{") == unescaped.count("}")
    depth = 0
    for place, character in enumerate(unescaped):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth > 0 or not unescaped[place:].strip("}\n") or place < unescaped.index("{")
    for special in "%$#&_":
        assert not re.search(rf"(?<!\\){re.escape(special)}", unescaped.replace("causeway-", ""))


def test_no_name_begins_a_field_of_its_own_in_ris() -> None:
    text = as_ris(citation(title="Pumps\r\nUR  - https://evil.example\u2028TY  - BOOK", people=["A\nER  - "]))
    assert [line[:2] for line in text.split("\r\n")] == ["TY", "AU", "TI", "PY", "PB", "UR", "LA", "ET", "N1", "ER", ""]
    assert text.count("\n") == text.count("\r\n")


def test_names_that_bibtex_would_split_are_kept_together() -> None:
    text = as_bibtex(citation(people=["Land and Water, Ltd", "Awa Ndour"]))
    assert "author = {{Land and Water, Ltd} and Awa Ndour}" in text
    assert "author = {{Agence (Senegal)}}" in as_bibtex(citation(people=[]))
