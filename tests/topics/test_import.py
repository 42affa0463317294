"""A SKOS vocabulary becomes topics, whatever form it is written in, and importing it again changes nothing."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.errors import NotAllowed, NotSignedIn
from knowledge.permissions import STRANGER
from knowledge.topics.importing import import_topics
from knowledge.topics.models import Topic, TopicChange, TopicScheme
from knowledge.topics.vocabulary import Vocabulary
from tests.personas import Cast
from tests.topics.importing import (
    VOCABULARIES,
    alternatives,
    broader,
    concept,
    import_file,
    import_turtle,
    preferred,
    related,
    topic,
)


def test_labels_hierarchy_relations_and_notes_are_read(session: Session) -> None:
    report = import_file(session, VOCABULARIES / "water.ttl")
    assert (len(report.added), report.changed, report.gone, report.remarks) == (5, {}, [], [])
    water, supply, quality, pumps = (topic(session, name) for name in ("water", "supply", "quality", "pumps"))
    assert preferred(water) == {"en": "Water", "fr": "Eau", "ar": "مياه", "cnr": "Voda", "pt-BR": "Água"}
    assert alternatives(water) == {("und", "H2O"), ("en", "Aqua")}
    assert water.notes_by_language == {"en": "Everything about water.\n\nWhat falls from the sky and runs in pipes."}
    assert broader(session, supply) == {water.id}, "narrower says the same as broader"
    assert broader(session, quality) == {water.id, topic(session, "health").id}
    assert related(session) == {tuple(sorted((supply.id, pumps.id)))}
    scheme = session.get_one(TopicScheme, "http://example.org/water")
    assert scheme.titles == {"en": "Water words", "fr": "Mots de l'eau"}
    assert scheme.licence == "http://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize("name", ["water.ttl", "water.rdf", "water.jsonld"])
def test_every_format_gives_the_same_topics(session: Session, name: str) -> None:
    import_file(session, VOCABULARIES / name)
    assert preferred(topic(session, "water"))["fr"] == "Eau"
    assert broader(session, topic(session, "supply")) == {topic(session, "water").id}


@pytest.mark.parametrize("name", ["water.ttl", "water.rdf", "water.jsonld"])
def test_the_content_tells_the_format_when_the_ending_does_not(session: Session, tmp_path: Path, name: str) -> None:
    path = tmp_path / "vocabulary"
    path.write_bytes((VOCABULARIES / name).read_bytes())
    assert import_file(session, path).added


def test_importing_again_changes_nothing_and_says_so(session: Session) -> None:
    import_file(session, VOCABULARIES / "water.ttl")
    changes = session.scalar(select(func.count()).select_from(TopicChange))
    report = import_file(session, VOCABULARIES / "water.ttl")
    assert (report.added, report.changed, report.gone, report.gone_in_use) == ([], {}, [], [])
    assert session.scalar(select(func.count()).select_from(TopicChange)) == changes


def test_one_scheme_of_several_can_be_taken(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "two.ttl"
    text = (VOCABULARIES / "water.ttl").read_text(encoding="utf-8")
    path.write_text(text + '<urn:x> a skos:Concept ; skos:inScheme <urn:s> ; skos:prefLabel "X"@en .', encoding="utf-8")
    assert import_file(session, path, scheme="urn:s").added == ["urn:x"]


def test_three_letter_tags_stay_and_others_are_written_as_bcp_47_has_them(session: Session, tmp_path: Path) -> None:
    labels = ('"a"@cnr', '"b"@ZH-hant', '"c"@PT-br', '"d"@sr-latn-rs', '"e"@sl-rozaj-biske-1994')
    import_turtle(session, tmp_path, concept("x", *labels))
    assert set(preferred(topic(session, "x"))) == {"cnr", "zh-Hant", "pt-BR", "sr-Latn-RS", "sl-rozaj"}


def test_a_deprecated_concept_comes_retired(session: Session, tmp_path: Path) -> None:
    import_turtle(session, tmp_path, concept("old", '"Old"@en', more="owl:deprecated true"))
    assert topic(session, "old").retired_at is not None


def test_long_labels_of_whole_sentences_are_kept(session: Session, tmp_path: Path) -> None:
    import_turtle(session, tmp_path, concept("goal", f'"{"By 2030 " * 95}"@en'))
    assert len(preferred(topic(session, "goal"))["en"]) == 759


def test_only_who_may_curate_imports(session: Session, cast: Cast) -> None:
    with pytest.raises(NotSignedIn):
        import_topics(session, STRANGER, Vocabulary())
    with pytest.raises(NotAllowed):
        import_topics(session, cast.actor(cast.administrator), Vocabulary())
    import_topics(session, cast.actor(cast.coordinator), Vocabulary())
    assert session.scalar(select(func.count()).select_from(Topic)) == 0
