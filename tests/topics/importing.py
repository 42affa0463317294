"""Short ways for tests to import a vocabulary and to look at what it became."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.permissions import OPERATOR
from knowledge.topics.import_work import ImportReport
from knowledge.topics.importing import import_topics
from knowledge.topics.models import LabelKind, Topic, TopicBroader, TopicRelated
from knowledge.topics.skos_files import read_graph
from knowledge.topics.skos_reading import read_vocabulary

VOCABULARIES = Path(__file__).parent / "vocabularies"
PREFIXES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix w: <http://example.org/water#> .
"""


def import_file(session: Session, path: Path, scheme: str | None = None) -> ImportReport:
    report = import_topics(session, OPERATOR, read_vocabulary(read_graph(path), scheme))
    session.commit()
    return report


def import_turtle(session: Session, folder: Path, *statements: str) -> ImportReport:
    """Import an edition made of these Turtle statements."""
    path = folder / "edition.ttl"
    path.write_text(PREFIXES + "\n".join(statements), encoding="utf-8")
    return import_file(session, path)


def concept(name: str, *labels: str, more: str = "") -> str:
    """A Turtle statement: `concept("water", '"Water"@en', more="skos:broader w:health")`."""
    named = f"; skos:prefLabel {', '.join(labels)}" if labels else ""
    return f"w:{name} a skos:Concept {named} {'; ' + more if more else ''} ."


def topic(session: Session, name: str) -> Topic:
    """The topic of `w:<name>`, as the database has it now."""
    session.expire_all()
    return session.scalars(select(Topic).where(Topic.uri == f"http://example.org/water#{name}")).one()


def preferred(topic: Topic) -> dict[str, str]:
    return {label.language: label.text for label in topic.labels if label.kind == LabelKind.PREFERRED}


def alternatives(topic: Topic) -> set[tuple[str, str]]:
    return {(label.language, label.text) for label in topic.labels if label.kind == LabelKind.ALTERNATIVE}


def broader(session: Session, topic: Topic) -> set[int]:
    return set(session.scalars(select(TopicBroader.broader_id).where(TopicBroader.topic_id == topic.id)))


def related(session: Session) -> set[tuple[int, int]]:
    return {(a, b) for a, b in session.execute(select(TopicRelated.topic_id, TopicRelated.related_id))}
