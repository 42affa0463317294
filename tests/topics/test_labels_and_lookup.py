"""A topic is named in the reader's language where it can be, and found by any of its names."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.topics.labels import LONGEST_KEY, label_of, labels_for, lookup_key
from knowledge.topics.lookup import ancestors, descendants, find_topics, resolve
from knowledge.topics.models import LabelKind, Topic, TopicBroader, TopicLabel
from tests import factories

HOSTILE = ["%", "_", "' OR 1=1 --", "\\", "\x00", "(", "\u202e", "   ", "’", "🙂", "a" * 10_000, "%" * 300]


def also_called(session: Session, topic: Topic, text: str, language: str = "en") -> None:
    kind = LabelKind.ALTERNATIVE
    session.add(TopicLabel(topic_id=topic.id, language=language, kind=kind, text=text, folded=lookup_key(text)))
    session.flush()


def found(session: Session, text: str, *languages: str, limit: int = 10) -> list[str]:
    return [match.label for match in find_topics(session, text, languages or ("en",), limit)]


def test_the_reader_s_language_comes_first_then_english_then_any(session: Session) -> None:
    water = factories.topic(session, {"en": "Water", "fr": "Eau", "pt-BR": "Água"})
    lake = factories.topic(session, {"ru": "Озеро", "ar": "بحيرة"})
    for languages, water_name in ((["fr"], "Eau"), (["sw"], "Water"), (["pt"], "Água"), (["pt-PT"], "Água")):
        named = labels_for(session, [water.id, lake.id], languages)
        assert named[water.id].text == label_of(water, languages).text == water_name
        assert named[lake.id].text == label_of(lake, languages).text == "بحيرة"
        assert named[lake.id].language == "ar"


def test_many_topics_are_named_in_one_query(session: Session) -> None:
    ids = [factories.topic(session, {"en": f"Topic {n}", "fr": f"Sujet {n}"}).id for n in range(60)]
    statements: list[str] = []
    event.listen(
        session.get_bind(), "before_cursor_execute", lambda c, u, statement, *rest: statements.append(statement)
    )
    assert len(labels_for(session, ids, ["fr"])) == 60
    assert len(statements) == 1


def test_ids_without_a_topic_are_left_out_of_the_names(session: Session) -> None:
    assert labels_for(session, [4711], ["en"]) == {}
    assert labels_for(session, [], ["en"]) == {}


def test_a_topic_is_found_in_any_language_without_accents_or_case(session: Session) -> None:
    factories.topic(
        session,
        {"en": "Drinking water", "fr": "Eau potable", "ar": "مياه الشرب", "ru": "Питьевая вода", "zh": "饮用水"},
    )
    for text in ("EAU POTABLE", "питьевая", "مياه", "شرب", "用水", "drink", "water", "water drinking", "eau"):
        assert found(session, text) == ["Drinking water"], text


def test_the_label_that_was_found_is_told_when_the_reader_knows_another(session: Session) -> None:
    factories.topic(session, {"en": "Soil", "fr": "Sol"})
    (match,) = find_topics(session, "sol", ["en"], 5)
    assert (match.label, match.language, match.matched, match.matched_language) == ("Soil", "en", "Sol", "fr")


def test_exact_comes_before_prefix_before_words(session: Session) -> None:
    for name in ("Rural water", "Water law", "Water", "Groundwater"):
        factories.topic(session, {"en": name})
    assert found(session, "water") == ["Water", "Water law", "Rural water"]


def test_words_after_apostrophes_and_hyphens_are_found(session: Session) -> None:
    factories.topic(session, {"fr": "Qualité de l'eau"})
    factories.topic(session, {"fr": "Non-violence"})
    assert found(session, "eau", "fr") == ["Qualité de l'eau"]
    assert found(session, "violence", "fr") == ["Non-violence"]


def test_a_path_tells_topics_of_the_same_name_apart(session: Session) -> None:
    rivers, money = factories.topic(session, {"en": "Rivers"}), factories.topic(session, {"en": "Money"})
    nature = factories.topic(session, {"en": "Nature"})
    session.add(TopicBroader(topic_id=rivers.id, broader_id=nature.id))
    for above in (rivers, money):
        factories.topic(session, {"en": "Banks"}, broader=above)
    assert [match.path for match in find_topics(session, "banks", ["en"], 5)] == ["Nature › Rivers", "Money"]


def test_retired_and_merged_topics_cannot_be_chosen(session: Session) -> None:
    kept, merged, retired = (factories.topic(session, {"en": f"Mine {n}"}) for n in range(3))
    merged.merged_into_id, retired.retired_at = kept.id, clock.now()
    session.flush()
    assert found(session, "mine") == ["Mine 0"]
    assert resolve(session, [merged.id, retired.id, 4711, kept.id]) == [kept.id]
    assert resolve(session, [retired.id], keep=[retired.id]) == [retired.id]
    assert resolve(session, [-1, 2**40]) == []


def test_alternative_labels_find_the_topic_once(session: Session) -> None:
    topic = factories.topic(session, {"en": "Latrines"})
    for name in ("Latrine pits", "Latrine blocks"):
        also_called(session, topic, name)
    assert found(session, "latrine") == ["Latrines"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_lookup_or_matches_everything(session: Session, text: str) -> None:
    factories.topic(session, {"en": "Water"})
    assert found(session, text) == []


def test_a_very_long_label_is_kept_and_found_by_its_beginning(session: Session) -> None:
    sentence = "By 2030 end the practice " + "of leaving pumps broken " * 30
    also_called(session, factories.topic(session, {"en": "Pumps"}), sentence)
    assert len(lookup_key(sentence)) <= LONGEST_KEY < len(sentence)
    (match,) = find_topics(session, "By 2030 end", ["en"], 5)
    assert match.matched == sentence


def test_a_limit_holds_even_when_every_topic_matches(session: Session) -> None:
    for n in range(30):
        factories.topic(session, {language: f"Mill {n} {language}" for language in ("en", "fr", "es", "pt", "sw")})
    assert len(set(found(session, "mill", limit=20))) == 20


def test_above_and_below_are_walked_through_several_parents_and_even_a_cycle(session: Session) -> None:
    top, left, right = (factories.topic(session, {"en": name}) for name in ("Top", "Left", "Right"))
    leaf = factories.topic(session, {"en": "Leaf"}, broader=left)
    for below, above in ((left, top), (right, top), (leaf, right), (top, leaf)):  # the last closes a cycle
        session.add(TopicBroader(topic_id=below.id, broader_id=above.id))
    session.flush()
    assert ancestors(session, [left.id]) == {top.id, leaf.id, left.id, right.id}
    assert set(descendants(session, top.id, 10)) == {left.id, right.id, leaf.id}
    assert set(descendants(session, top.id, 2)) == {left.id, right.id}  # the nearest, in no order of their own
    assert find_topics(session, "leaf", ["en"], 5)[0].path
