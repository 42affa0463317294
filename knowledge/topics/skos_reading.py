"""From RDF triples to a vocabulary: concepts, labels, hierarchy and notes as SKOS defines them (https://www.w3.org/TR/skos-reference/)."""

from collections.abc import Iterator

from rdflib import DC, DCTERMS, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from knowledge.topics.vocabulary import (
    LONGEST_URI,
    Concept,
    Scheme,
    Vocabulary,
    clean_label,
    clean_note,
    normalize_language,
    settle_labels,
)

NOTES = (SKOS.scopeNote, SKOS.definition)
SEMANTIC = (SKOS.broader, SKOS.narrower, SKOS.related)


def read_vocabulary(graph: Graph, scheme: str | None = None) -> Vocabulary:
    """The concepts of a graph, of one scheme if it is named. What cannot be used is left out and remarked on."""
    read = Vocabulary()
    for node in concept_nodes(graph):
        uri = str(node)
        schemes = schemes_of(graph, node)
        if scheme is not None and scheme not in schemes:
            continue
        if not isinstance(node, URIRef) or len(uri) > LONGEST_URI:
            read.remarks.append(
                f"{uri[:80]}: a concept needs a URI of its own of at most {LONGEST_URI} characters; left out"
            )
            continue
        concept = Concept(uri, scheme or (schemes[0] if schemes else namespace_of(uri)))
        concept.labels, remarks = settle_labels(
            uri, texts(graph, node, SKOS.prefLabel), texts(graph, node, SKOS.altLabel)
        )
        read.remarks.extend(remarks)
        if not concept.labels:
            read.left_out.add(uri)
            read.remarks.append(f"{uri}: has no label in any language; left out")
            continue
        concept.notes = notes_of(graph, node)
        concept.deprecated = any(str(value).lower() in ("true", "1") for value in graph.objects(node, OWL.deprecated))
        read.concepts[uri] = concept
    connect(graph, read)
    read.schemes = {uri: scheme_of(graph, uri) for uri in sorted({c.scheme for c in read.concepts.values()})}
    return read


def concept_nodes(graph: Graph) -> list[Node]:
    """Everything typed as a concept, or labelled and used as one (SKOS S19 makes it one)."""
    nodes = set(graph.subjects(RDF.type, SKOS.Concept))
    for relation in (*SEMANTIC, SKOS.topConceptOf):
        nodes |= {node for node in graph.subjects(relation, None) if (node, SKOS.prefLabel, None) in graph}
    return sorted(nodes, key=str)


def schemes_of(graph: Graph, node: Node) -> list[str]:
    found = {*graph.objects(node, SKOS.inScheme), *graph.objects(node, SKOS.topConceptOf)}
    found |= set(graph.subjects(SKOS.hasTopConcept, node))
    return sorted(str(scheme) for scheme in found if not isinstance(scheme, BNode) and len(str(scheme)) <= LONGEST_URI)


def namespace_of(uri: str) -> str:
    """What stands for the scheme of a concept that names none, so that a newer edition can miss what is gone."""
    return uri[: max(uri.rfind("#"), uri.rfind("/"), uri.rfind(":")) + 1]


def texts(graph: Graph, node: Node, predicate: URIRef) -> Iterator[tuple[str, str]]:
    for value in graph.objects(node, predicate):
        if isinstance(value, Literal):
            yield normalize_language(value.language), str(value)


def notes_of(graph: Graph, node: Node) -> dict[str, str]:
    """Scope notes and definitions by language; several in one language become paragraphs."""
    paragraphs: dict[str, list[str]] = {}
    for predicate in NOTES:
        for language, text in sorted(texts(graph, node, predicate)):
            note = clean_note(text)
            if note and note not in paragraphs.setdefault(language, []):
                paragraphs[language].append(note)
    return {language: "\n\n".join(notes) for language, notes in sorted(paragraphs.items()) if notes}


def connect(graph: Graph, read: Vocabulary) -> None:
    """Enter broader (from both directions) and related for the concepts that were read."""
    pairs = [(s, o) for s, o in graph.subject_objects(SKOS.broader)]
    pairs += [(o, s) for s, o in graph.subject_objects(SKOS.narrower)]
    for below, above in pairs:
        if str(below) in read.concepts and isinstance(above, URIRef):
            read.concepts[str(below)].broader.add(str(above))
    for one, other in graph.subject_objects(SKOS.related):
        for here, there in ((str(one), str(other)), (str(other), str(one))):
            if here in read.concepts and here != there:
                read.concepts[here].related.add(there)


def scheme_of(graph: Graph, uri: str) -> Scheme:
    node = URIRef(uri)
    titles: dict[str, str] = {}
    for predicate in (SKOS.prefLabel, DCTERMS.title, DC.title, RDFS.label):
        for language, text in sorted(texts(graph, node, predicate)):
            if clean_label(text):
                titles.setdefault(language, clean_label(text)[:300])
    licences = sorted(str(value) for p in (DCTERMS.license, DCTERMS.rights) for value in graph.objects(node, p))
    return Scheme(uri, titles, clean_label(licences[0])[:500] if licences else "")
