"""Similar notes, for every engine behind the interface: what is given, why, and of what nobody learns."""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_index.interface import PUBLIC, Audience, Delete, IndexDocument, Likeness, NoteText, SearchEngine, SimilarHit
from tests.search_index.documents import document, texts_of
from tests.search_index.test_engine_contract import Make, make

__all__ = ["make"]

MEALS = [document(at, "school lunch and breakfast for children") for at in range(30, 40)]
PUMPS = (
    document(1, "boreholes and hand pumps break", title="Pumps in Kenya", topic=["7", "1"]),
    document(2, "mechanics repair pumps of villages", title="Mechanics", topic=["7", "1"]),
    document(3, "les puits du village", title="Puits", language="fr", topic=["7", "1"]),
    document(4, "taxes on salt", title="Salt", topic=["9"]),
)
DRAFT = NoteText(
    "en", {"title": "Pumps again", "challenge": "Our boreholes stand still: no **mechanics** for the pumps."}
)


def notes(hits: tuple[SimilarHit, ...]) -> list[int]:
    return [hit.note_id for hit in hits]


def test_a_draft_finds_what_shares_its_words_and_says_which(make: Make) -> None:
    found = make(*PUMPS, *MEALS).similar(Likeness(DRAFT), PUBLIC)
    assert set(notes(found)) == {1, 2}
    words = {hit.note_id: set(hit.words) for hit in found}
    assert words[1] == {"pumps", "boreholes"}
    assert words[2] == {"pumps", "mechanics"}


def test_a_topic_leads_into_other_languages_and_is_named(make: Make) -> None:
    found = make(*PUMPS, *MEALS).similar(Likeness(DRAFT, topics=("7", "1")), PUBLIC)
    assert set(notes(found)) == {1, 2, 3}
    french = next(hit for hit in found if hit.note_id == 3)
    assert (french.words, set(french.topics)) == ((), {"7", "1"})


def test_the_note_itself_is_left_out_and_its_topics_are_those_of_the_index(make: Make) -> None:
    text = texts_of(PUMPS[0])[1]
    assert notes(make(*PUMPS, *MEALS).similar(Likeness(text, note_id=1), PUBLIC)) == [2, 3]


def test_one_shared_word_of_many_does_not_make_a_note_similar(make: Make) -> None:
    one_word = document(5, "salt and pumps")
    assert 5 not in notes(make(*PUMPS, one_word, *MEALS).similar(Likeness(DRAFT), PUBLIC))


def test_a_short_title_is_enough_to_ask_with(make: Make) -> None:
    assert set(notes(make(*PUMPS, *MEALS).similar(Likeness(NoteText("en", {"title": "Pump"})), PUBLIC))) == {1, 2}


def test_translations_of_the_note_are_left_out_and_others_given_once_in_the_readers_language(make: Make) -> None:
    english = replace(document(5, "hand pumps break, boreholes stand still", topic=["7"]), translation_set="a")
    french = replace(document(6, "les pompes", language="fr", topic=["7"]), translation_set="a")
    own = replace(document(7, "las bombas", language="es", topic=["7"]), translation_set="mine")
    engine = make(english, french, own, *MEALS)
    like = Likeness(DRAFT, topics=("7",), translation_set="mine")
    assert notes(engine.similar(like, PUBLIC, languages=("fr", "en"))) == [6]
    assert notes(engine.similar(like, PUBLIC, languages=("es", "en"))) == [5]


def test_a_far_longer_note_that_mentions_it_among_much_else_is_not_similar_beside_one_about_it(make: Make) -> None:
    short = document(5, "boreholes and mechanics " + "rain " * 40)
    long = document(6, "boreholes and mechanics " * 3 + "salt taxes of the town " * 500)
    draft = Likeness(NoteText("en", {"title": "Boreholes", "challenge": "mechanics"}))
    assert notes(make(long, short, *MEALS).similar(draft, PUBLIC)) == [5]


def test_a_withdrawn_note_is_gone(make: Make) -> None:
    engine = make(*PUMPS, *MEALS)
    engine.apply([Delete(2)])
    assert notes(engine.similar(Likeness(DRAFT), PUBLIC)) == [1]


@pytest.mark.parametrize(
    "text",
    [
        NoteText("en", {}),
        NoteText("", {"title": ""}),
        NoteText("en", {"title": "zzz qqq"}),
        NoteText("xx", {"title": "\x00\ud800", "body": "(((" * 1000}),
        NoteText("zh", {"title": "水" * 50_000}),
    ],
)
def test_a_text_without_anything_telling_finds_nothing(make: Make, text: NoteText) -> None:
    assert make(*PUMPS).similar(Likeness(text), PUBLIC) == ()


def test_an_empty_index_has_nothing_similar(make: Make) -> None:
    assert make().similar(Likeness(DRAFT, topics=("7",)), PUBLIC) == ()


def test_chinese_reasons_are_pairs_that_stand_in_the_text(make: Make) -> None:
    engine = make(document(1, "农村水泵维修", language="zh"), document(2, "学校午餐", language="zh"))
    (hit,) = engine.similar(Likeness(NoteText("zh", {"title": "水泵维修员"})), PUBLIC)
    assert {"水泵", "维修"} <= set(hit.words)


WORDS = ("pumps", "boreholes", "mechanics", "village", "committee", "salt", "school", "lunch", "taxes", "still")
bodies = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)
topics = st.lists(st.sampled_from(["7", "8", "9", "1"]), max_size=3, unique=True)
documents = st.lists(st.tuples(bodies, bodies, topics), min_size=1, max_size=9)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visible=documents, hidden=documents, order=st.randoms(use_true_random=False))
def test_hidden_notes_change_neither_order_nor_scores_nor_reasons(
    make: Make, visible: list[tuple], hidden: list[tuple], order: random.Random
) -> None:
    """Two readers who may see the same notes are given the same, whatever else there is."""
    seen = [document(at, body, title=title, topic=held) for at, (title, body, held) in enumerate(visible, 1)]
    secret = [
        document(at, body, title=title, topic=held, audience=["group:9"])
        for at, (title, body, held) in enumerate(hidden, 100)
    ]
    mixed = [*seen, *secret]
    order.shuffle(mixed)
    like = Likeness(DRAFT, topics=("7", "1"))
    alone = make(*seen).similar(like, PUBLIC, limit=20)
    assert make(*mixed).similar(like, PUBLIC, limit=20) == alone
    both = Audience(frozenset({"public", "group:9"}))
    assert set(notes(make(*mixed).similar(like, both, limit=50))) <= {one.note_id for one in mixed}


def test_what_only_the_group_says_makes_no_word_telling_for_others(make: Make) -> None:
    """A word that stands in fifty hidden notes weighs for a stranger as if it stood in none of them."""
    seen: list[IndexDocument] = [document(1, "pumps pumps"), document(2, "boreholes boreholes"), *MEALS]
    secret = [document(at, "pumps", audience=["group:9"]) for at in range(100, 150)]
    like = Likeness(NoteText("en", {"title": "pumps boreholes"}), topics=())
    engine: SearchEngine = make(*seen, *secret, document(3, "pumps boreholes"))
    scores = {hit.note_id: hit.score for hit in engine.similar(like, PUBLIC)}
    assert scores == {
        hit.note_id: hit.score for hit in make(*seen, document(3, "pumps boreholes")).similar(like, PUBLIC)
    }
