"""A query that names a topic finds notes about it in other languages, after those that have the words as typed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.across_languages.expanding import MOST_NAMES, across_languages
from search_index.across_languages.labels import Label, LabelledTopic, LabelTable
from search_index.across_languages.matching import named_in
from search_index.interface import PUBLIC, Audience, IndexDocument, SearchEngine, SearchRequest, SearchResponse
from search_index.query.tree import topics_in
from tests.search_index.documents import document, ids, new_engine, texts_of

Make = Callable[..., SearchEngine]
ENGINES: dict[str, Callable[..., SearchEngine]] = {"whoosh": new_engine}


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    return lambda *documents: ENGINES[request.param](tmp_path, *documents)


def topic(number: int, *above: int, also: str = "", **labels: str) -> LabelledTopic:
    """A topic with a preferred label in each language, and alternatives as "fr:réfrigération en:cooling" ("_" for a space)."""
    own = [Label(language, text, True) for language, text in labels.items()]
    others = [one.replace("_", " ").partition(":") for one in also.split()]
    own += [Label(language, text, False) for language, _, text in others]
    return LabelledTopic(number, f"topic{number}", tuple(own), above)


COLD = topic(
    1, en="Cold chain", fr="Chaîne du froid", es="Cadena de frío", ru="Холодовая цепь", ar="سلسلة التبريد", zh="冷链",
    also="en:vaccine_refrigeration",
)  # fmt: skip
CHAINS = topic(2, en="Chain", fr="Chaîne", zh="链")
ROOMS = topic(3, 1, en="Cold rooms", fr="Chambres froides")
BANK_MONEY = topic(4, en="Bank", fr="Banque", es="Banco")
BANK_RIVER = topic(5, en="Bank", fr="Berge", es="Ribera")
TABLE = LabelTable([COLD, CHAINS, ROOMS, BANK_MONEY, BANK_RIVER])

TEXTS = {
    "en": "The cold chain broke twice in the rains.",
    "fr": "Dans les districts, la chaîne du froid tient bon.",
    "es": "Se reparó la cadena de frío de las vacunas.",
    "ru": "Врачи следят за холодовой цепью в районах.",
    "ar": "حافظت الفرق على سلسلة التبريد في القرى",
    "zh": "农村地区的冷链设备已经更新",
}
NOTES = {language: document(at, text, language=language) for at, (language, text) in enumerate(TEXTS.items(), 1)}
QUERIES = {
    "en": "cold chains",
    "fr": "chaine du froid",
    "es": "cadena de frio",
    "ru": "холодовой цепи",
    "ar": "سلسلة التبريد",
    "zh": "冷链",
}


def ask(
    engine: SearchEngine,
    query: str,
    table: LabelTable = TABLE,
    left_out: tuple[str, ...] = (),
    audience: Audience = PUBLIC,
    **options: object,
) -> SearchResponse:
    return engine.search(across_languages(SearchRequest(query, audience, **options), table, left_out))  # type: ignore[arg-type]


def named(query: str, table: LabelTable = TABLE, languages: tuple[str, ...] = ()) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.typed, one.topics) for one in named_in(query, table, languages)]


@pytest.mark.parametrize("language", QUERIES)
def test_a_label_in_any_language_finds_the_notes_in_all_others(make: Make, language: str) -> None:
    found = ids(ask(make(*NOTES.values()), QUERIES[language]))
    assert found[0] == list(QUERIES).index(language) + 1, "what was typed comes first"
    assert set(found) == set(range(1, 7))


def test_a_note_that_is_only_tagged_is_found_and_says_so(make: Make) -> None:
    tagged = document(7, "Réfrigérateurs solaires", language="fr", topic=["1", "9"])
    hit = next(hit for hit in ask(make(*NOTES.values(), tagged), "cold chain").hits if hit.note_id == 7)
    assert hit.topics == (1,)


def test_other_names_in_the_same_language_are_looked_for_too(make: Make) -> None:
    engine = make(document(1, "the cold chain"), document(2, "we taught vaccine refrigeration"), document(3, "meals"))
    assert ids(ask(engine, "cold chain")) == [1, 2]
    assert ids(ask(engine, '"vaccine refrigeration"')) == [2, 1]


def test_topics_directly_under_one_count_a_little(make: Make) -> None:
    under = document(8, "Les chambres froides du district", language="fr")
    found = ids(ask(make(*NOTES.values(), under), "cold chain"))
    assert found[-1] == 8
    assert 8 not in ids(ask(make(*NOTES.values(), under), "cold chain", left_out=("1-narrower",)))


def test_the_longest_label_wins() -> None:
    assert named("repairs of the cold chain") == [("cold chain", (1,))]
    assert named("a chain, cold") == [("chain", (2,))]
    assert named("农村冷链管理") == [("冷链", (1,))]
    assert named("chains of cold chain rooms") == [("chains", (2,)), ("cold chain", (1,))]


def test_only_whole_labels_count() -> None:
    assert named("cold weather") == []
    assert named("链条") == [], "one character of a longer word is no label"
    assert named("链") == [("链", (2,))]


def test_a_word_that_is_a_label_in_another_language_alone_is_no_topic_there() -> None:
    table = LabelTable(
        [topic(1, en="Bread", fr="Pain"), topic(2, en="Hospitals", fr="Hôpitaux"), topic(3, en="Health")]
    )
    assert named("pain in hospitals and health", table) == [("hospitals", (2,)), ("health", (3,))]
    assert named("pain", table) == [("pain", (1,))]


def test_what_was_typed_is_not_drowned_by_the_meanings_of_an_ambiguous_label(make: Make) -> None:
    many = [document(10 + at, "une banque et la berge du fleuve", language="fr") for at in range(12)]
    tagged = [document(30 + at, "rien", language="fr", topic=["4", "5"]) for at in range(12)]
    typed = [document(1, "the bank lent money"), document(2, "a bank of the river")]
    found = ids(ask(make(*many, *typed, *tagged), "bank", limit=50))
    assert set(found[:2]) == {1, 2}
    assert len(found) == 26


def test_a_label_of_very_many_topics_stands_for_a_few() -> None:
    table = LabelTable([topic(at, en="Reform", fr=f"Réforme {at}") for at in range(1, 41)])
    [(_, topics)] = named("reform", table)
    assert len(topics) == 3
    request = across_languages(SearchRequest("reform", PUBLIC), table)
    assert not isinstance(request.query, str)
    assert [one.share for one in topics_in(request.query)] == [pytest.approx(1 / 3)] * 3


def test_a_query_looks_for_a_bounded_number_of_names() -> None:
    many = {f"x{chr(97 + at)}": f"Name {at}" for at in range(26)}
    table = LabelTable([topic(at, en=f"Label{at} here", **many) for at in range(60)])
    query = " ".join(f"label{at} here" for at in range(60))
    request = across_languages(SearchRequest(query, PUBLIC), table)
    assert not isinstance(request.query, str)
    names = [name for one in topics_in(request.query) for name in one.labels if name.weight < 1]
    assert 0 < len(names) <= MOST_NAMES


@pytest.mark.parametrize(
    "query", ["topic:chain", 'title:"cold chain"', "drought -chain", 'drought NOT "cold chain"', "chai*"]
)
def test_nothing_is_added_to_fields_to_what_is_excluded_or_to_beginnings_of_words(query: str) -> None:
    request = across_languages(SearchRequest(query, PUBLIC), TABLE)
    assert isinstance(request.query, str) or not list(topics_in(request.query))


def test_what_is_excluded_stays_out_though_it_is_about_the_topic(make: Make) -> None:
    assert 2 not in ids(ask(make(*NOTES.values()), "cold chain NOT districts"))


def test_all_of_several_topics(make: Make) -> None:
    both = document(9, "La chaîne du froid, dit la banque, est solide", language="fr")
    assert ids(ask(make(*NOTES.values(), both), '"cold chain" AND bank')) == [9]


def test_what_a_reader_takes_away_is_not_looked_for(make: Make) -> None:
    engine = make(*NOTES.values(), document(7, "rien", language="fr", topic=["1"]))
    assert set(ids(ask(engine, "cold chain", left_out=("1-ru",)))) == {1, 2, 3, 5, 6, 7}
    plain = ids(engine.search(SearchRequest("cold chain", PUBLIC)))
    assert ids(ask(engine, "cold chain", left_out=("1",))) == plain
    assert ids(ask(engine, "cold chain", left_out=("all",))) == plain
    assert set(ids(ask(engine, "cold chain", left_out=("2", "9-fr", "nonsense", "1-")))) == set(range(1, 8))


def test_names_are_found_in_notes_of_their_language_alone(make: Make) -> None:
    table = LabelTable([topic(1, en="Bread", fr="Pain")])
    engine = make(document(1, "pain after surgery"), document(2, "le pain du village", language="fr"))
    assert ids(ask(engine, "bread", table)) == [2]


def test_names_that_stand_everywhere_find_nothing_by_themselves(make: Make) -> None:
    table = LabelTable([topic(1, en="Projects", fr="Projet")])
    everywhere = [document(at, "le projet du village", language="fr") for at in range(1, 41)]
    engine = make(*everywhere, document(50, "wells dug by projects"))
    assert ids(ask(engine, "wells of projects", table)) == [50]
    assert ask(engine, "projects", table, limit=0).total == 41, "unless nothing else was asked for"


def test_only_the_audiences_notes_are_found_counted_and_suggested(make: Make) -> None:
    inside = document(9, "la chaîne du froid secrète", language="fr", audience=("org:3",), topic=["1"], country=["SN"])
    engine = make(NOTES["en"], inside)
    found = ask(engine, "cold chain", facets=("topic", "country", "language"))
    assert (ids(found), found.total) == ([1], 1)
    assert found.facets == {"topic": [], "country": [], "language": [("en", 1)]}
    assert set(ids(ask(engine, "cold chain", audience=Audience(frozenset({"public", "org:3"}))))) == {1, 9}
    assert ask(make(inside), "chaine du froi").suggestion is None


def test_a_misspelt_word_is_still_put_right_by_words_of_notes(make: Make) -> None:
    table = LabelTable([topic(1, en="Malaria", fr="Paludisme")])
    assert ask(make(document(1, "boreholes")), "borehles malaria", table).suggestion == "boreholes malaria"


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("fr", "chaîne du froid"),
        ("es", "cadena de frío"),
        ("ru", "холодовой цепью"),
        ("ar", "سلسلة التبريد"),
        ("zh", "冷链"),
    ],
)
def test_the_name_that_was_found_is_marked_as_a_whole(make: Make, language: str, marked: str) -> None:
    engine, texts = make(*NOTES.values()), texts_of(*NOTES.values())
    request = across_languages(SearchRequest("cold chain", PUBLIC, highlight=True), TABLE)
    found = engine.search(request, lambda wanted: {note: texts[note] for note in wanted})
    hit = next(hit for hit in found.hits if hit.note_id == list(NOTES).index(language) + 1)
    assert [text for text, is_match in hit.fragments[0].pairs if is_match] == [marked]


def test_without_topics_a_query_stays_what_it_is() -> None:
    request = SearchRequest("cold chain", PUBLIC)
    expanded = across_languages(request, LabelTable())
    assert not list(topics_in(expanded.query)) if not isinstance(expanded.query, str) else True


def test_a_changed_topic_is_called_by_its_new_names_alone() -> None:
    changed = TABLE.with_changes([1, 4], [topic(1, 2, en="Cool chain", also="en:frosty_chain")])
    assert named("frosty chain", changed) == [("frosty chain", (1,))]
    assert named("cold chain", changed) == [("chain", (2,))]
    assert named("bank", changed) == [("bank", (5,))]
    assert [one.id for one in changed.narrower(2)] == [1]
    assert named("cold chain") == [("cold chain", (1,))], "who still reads the former table is not disturbed"


words = st.sampled_from(["cold", "chain", "bank", "rooms", "chaîne", "du", "froid", "berge", "rain", "冷链"])
texts = st.lists(words, max_size=8).map(" ".join)
queries = st.lists(
    st.one_of(words, st.sampled_from(["AND", "OR", "NOT", "(", ")", '"cold chain"', "+cold", "-bank", "title:cold"])),
    min_size=1,
    max_size=7,
).map(" ".join)


@settings(max_examples=30, deadline=None)
@given(
    corpus=st.lists(st.tuples(texts, st.sampled_from(["en", "fr", "zh"])), min_size=1, max_size=8),
    asked=st.lists(queries, min_size=3, max_size=8),
)
def test_topics_never_take_a_hit_away(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[tuple[str, str]], asked: list[str]
) -> None:
    documents: list[IndexDocument] = [
        document(at, text, language=language, topic=["1"] if at % 3 == 0 else [])
        for at, (text, language) in enumerate(corpus, 1)
    ]
    engine = new_engine(tmp_path_factory.mktemp("hits"), *documents)
    for query in asked:
        if "NOT" in query or "-bank" in query:
            assert ids(ask(engine, query)) is not None
        plain = set(ids(engine.search(SearchRequest(query, PUBLIC))))
        assert plain <= set(ids(ask(engine, query))), query
