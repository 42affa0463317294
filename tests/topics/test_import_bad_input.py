"""A vocabulary with mistakes: each is named, what can be put right is, and nothing is half-imported."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.topics.models import Topic, TopicLabel
from knowledge.topics.skos_files import MOST_BYTES, UnreadableFile, read_graph
from tests.topics.importing import alternatives, broader, concept, import_turtle, preferred, topic

TURTLE = '@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<urn:a> a skos:Concept ;\n  skos:prefLabel "x"@en\n<urn:b> a <urn:c> .'
XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<rdf:Description>\n</rdf:RDF>'
BOMB = f"""<!DOCTYPE a [<!ENTITY x "{"a" * 1000}"><!ENTITY y "{"&x;" * 1000}"><!ENTITY z "{"&y;" * 1000}">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="urn:s#">
<rdf:Description rdf:about="urn:a"><s:p>&z;</s:p></rdf:Description></rdf:RDF>"""


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("broken.ttl", TURTLE, 4),
        ("prefix.ttl", '<urn:a> a <urn:b> .\n<urn:a> foo:bar "x" .', 2),
        ("unended.ttl", '<urn:a> <urn:b> "x .\n', 1),
        ("tag.ttl", '<urn:a> <urn:b> "x"@en .\n<urn:a> <urn:b> "x"@toolonglanguage1 .', 2),
        ("broken.rdf", XML, 3),
        ("id.rdf", XML.replace("<rdf:Description>", '<rdf:Description rdf:ID="1 2"/>'), 2),
        ("bomb.rdf", BOMB, 3),
        ("broken.jsonld", '{"@context": {},\n "@id": "urn:a", ]}', 2),
        ("fetched.jsonld", '{\n"@context": "http://127.0.0.1:9/context"}', 2),
        ("scalar.jsonld", "3", None),
        ("context.jsonld", '{"@context": 5, "@id": "urn:a"}', None),
    ],
)
def test_a_syntax_error_names_file_and_line(tmp_path: Path, name: str, content: str, line: int | None) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFile) as raised:
        read_graph(path)
    assert raised.value.line == line
    assert str(raised.value).startswith(f"{path}:{line}: " if line else f"{path}: ")


def test_invalid_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.ttl"
    path.write_bytes('<urn:a> <urn:b> "ok" .\n<urn:a> <urn:b> "été" .'.encode("latin-1"))
    with pytest.raises(UnreadableFile, match=r":2: not valid UTF-8"):
        read_graph(path)


def test_no_file_of_the_machine_is_read_through_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the operator's own words")
    path = tmp_path / "entity.rdf"
    path.write_text(
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="urn:s#">'
        '<rdf:Description rdf:about="urn:a"><s:p>&x;</s:p></rdf:Description></rdf:RDF>'
    )
    assert "operator" not in read_graph(path).serialize()


def test_a_file_too_large_for_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.ttl"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(UnreadableFile, match="larger than"):
        read_graph(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        read_graph(tmp_path / "nowhere.ttl")


def test_the_edge_that_closes_a_cycle_is_dropped_and_named(session: Session, tmp_path: Path) -> None:
    edition = (
        concept("a", '"A"@en', more="skos:broader w:b"),
        concept("b", '"B"@en', more="skos:broader w:c"),
        concept("c", '"C"@en', more="skos:broader w:a"),
    )
    report = import_turtle(session, tmp_path, *edition)
    assert report.remarks == [
        "http://example.org/water#c: broader http://example.org/water#a closes a cycle and was dropped"
    ]
    assert broader(session, topic(session, "a")) == {topic(session, "b").id}
    assert broader(session, topic(session, "c")) == set()
    again = import_turtle(session, tmp_path, *edition)
    assert (again.changed, again.remarks) == ({}, report.remarks)


def test_many_cycles_of_every_length_leave_none(session: Session, tmp_path: Path) -> None:
    pairs = [concept(f"p{n}", f'"P{n}"@en', more=f"skos:broader w:p{n ^ 1}, w:p{(n + 7) % 60}") for n in range(60)]
    report = import_turtle(session, tmp_path, *pairs)
    assert report.remarks
    below: dict[int, set[int]] = {
        topic(session, f"p{n}").id: broader(session, topic(session, f"p{n}")) for n in range(60)
    }
    while below:  # take tops away until nothing is left; a cycle would never become a top
        tops = {one for one, above in below.items() if not above & below.keys()}
        assert tops, "a cycle is left"
        below = {one: above for one, above in below.items() if one not in tops}


def test_a_topic_under_itself_is_named(session: Session, tmp_path: Path) -> None:
    report = import_turtle(session, tmp_path, concept("a", '"A"@en', more="skos:broader w:a ; skos:related w:a"))
    assert "stands under itself" in report.remarks[0]
    assert broader(session, topic(session, "a")) == set()


def test_of_two_preferred_labels_the_first_by_sort_stays(session: Session, tmp_path: Path) -> None:
    report = import_turtle(session, tmp_path, concept("a", '"Wells"@en', '"Boreholes"@EN', '"Puits"@fr'))
    assert preferred(topic(session, "a")) == {"en": "Boreholes", "fr": "Puits"}
    assert alternatives(topic(session, "a")) == {("en", "Wells")}
    assert len(report.remarks) == 1
    assert "two preferred labels in en" in report.remarks[0]


def test_a_concept_without_a_label_is_left_out_and_named(session: Session, tmp_path: Path) -> None:
    report = import_turtle(session, tmp_path, concept("a", '"A"@en'), concept("b"), concept("c", '" \\u200B\\n "@en'))
    assert report.added == ["http://example.org/water#a"]
    assert [remark.split("#")[1] for remark in report.remarks] == [
        "b: has no label in any language; left out",
        "c: has no label in any language; left out",
    ]


def test_a_broader_topic_that_is_nowhere_is_named(session: Session, tmp_path: Path) -> None:
    report = import_turtle(session, tmp_path, concept("a", '"A"@en', more="skos:broader w:nowhere"))
    assert "w" in report.remarks[0]
    assert "is no concept of this file" in report.remarks[0]


def test_a_concept_without_a_uri_of_its_own_is_left_out(session: Session, tmp_path: Path) -> None:
    report = import_turtle(
        session, tmp_path, '[] a skos:Concept ; skos:prefLabel "Nameless"@en .', concept("a", '"A"@en')
    )
    assert len(report.added) == 1
    assert "needs a URI" in report.remarks[0]


def test_hostile_labels_are_kept_as_harmless_words(session: Session, tmp_path: Path) -> None:
    import_turtle(
        session,
        tmp_path,
        concept("a", r'"<script>alert(1)</script>"@en', r'"\u202Eevil\u0000 tab\tline\n"@fr', '"%s {{ 7*7 }}"@es'),
    )
    assert preferred(topic(session, "a")) == {
        "en": "<script>alert(1)</script>",
        "fr": "evil tab line",
        "es": "%s {{ 7*7 }}",
    }


def test_labels_beyond_all_measure_are_left_out_and_named(session: Session, tmp_path: Path) -> None:
    report = import_turtle(session, tmp_path, concept("a", '"A"@en', f'"{"x" * 1001}"@fr'))
    assert preferred(topic(session, "a")) == {"en": "A"}
    assert "more than 1000 characters" in report.remarks[0]


def test_an_error_while_writing_leaves_nothing_behind(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_more: object) -> None:
        raise RuntimeError("the power failed")

    monkeypatch.setattr("knowledge.topics.importing.place_topics", fail)
    with pytest.raises(RuntimeError):
        import_turtle(session, tmp_path, concept("a", '"A"@en'))
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Topic)) == 0
    assert session.scalar(select(func.count()).select_from(TopicLabel)) == 0
