"""Searching in many languages and scripts, and several of them in one index."""

from pathlib import Path

import pytest

from search_index.analysis.terms import document_terms
from search_index.interface import SearchEngine
from tests.search_index.documents import document, find, ids, new_engine

NOTES = {
    "en": "Communities repaired the handpumps and paid for spare parts",
    "fr": "L'assainissement des écoles rurales d’Afrique",
    "es": "Las comunidades rurales necesitaban agua potable",
    "pt": "Vacinação das crianças em regiões isoladas",
    "ru": "Сельские общины нуждаются в питьевой воде",
    "ar": "المَدرَسةُ والمياه الصالحة للشرب",
    "zh": "农村社区需要安全饮用水",
    "ja": "農村コミュニティにはデータが必要です",
    "th": "ชุมชนชนบทต้องการน้ำดื่มที่ปลอดภัย",
    "hi": "ग्रामीण समुदायों को सुरक्षित पेयजल चाहिए",
    "de": "Die Trinkwasserversorgung der Gemeinden",
    "sw": "Jamii za vijijini zinahitaji maji safi",
    "el": "Οι κοινότητες χρειάζονται πόσιμο νερό",
}
LANGUAGES = list(NOTES)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    documents = [document(at, text, language=language) for at, (language, text) in enumerate(NOTES.items(), 1)]
    return new_engine(tmp_path_factory.mktemp("languages"), *documents)


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("en", "handpump repair"),
        ("fr", "école"),
        ("fr", "ecole"),
        ("fr", "ASSAINISSEMENTS"),
        ("fr", "afrique"),
        ("es", "comunidad rural"),
        ("pt", "vacinacao"),
        ("ru", "сельская вода"),
        ("ru", "ПИТЬЕВАЯ"),
        ("ar", "مدرسة"),
        ("ar", "مياه"),
        ("ar", "المدارسه مياه"),
        ("zh", "饮用水"),
        ("zh", "安全"),
        ("zh", "社区的饮用水"),
        ("ja", "データ"),
        ("ja", "ﾃﾞｰﾀ"),
        ("th", "น้ำดื่ม"),
        ("hi", "समुदाय"),
        ("de", "Trinkwasser"),
        ("sw", "vijijini"),
        ("el", "ΠΟΣΙΜΟ"),
    ],
)
def test_found_first(engine: SearchEngine, language: str, query: str) -> None:
    found = ids(find(engine, query))
    assert found
    assert found[0] == LANGUAGES.index(language) + 1


def test_one_character_of_chinese_is_found_anywhere_in_a_word(engine: SearchEngine) -> None:
    assert LANGUAGES.index("zh") + 1 in ids(find(engine, "水"))


def test_a_query_may_mix_languages(engine: SearchEngine) -> None:
    found = ids(find(engine, "handpump 饮用水 воды"))
    assert {LANGUAGES.index(language) + 1 for language in ("en", "zh", "ru")} <= set(found)


def test_the_readers_language_is_preferred(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "nation", language="en"), document(2, "nation", language="fr"))
    assert set(ids(find(engine, "nations", languages=("fr",)))) == {1, 2}


def test_words_are_stemmed_by_the_notes_language() -> None:
    assert document_terms("Communities' drinking-water", "en")[0] == ["communiti", "drink", "water"]
    assert document_terms("l'eau qu'on d'aujourd'hui", "fr")[0][0] == "eau"
    assert document_terms("农村SDGs", "zh") == (["农村", "sdgs"], ["农", "村", "sdgs"])


def test_words_that_only_ask_do_not_find_in_unspaced_writing(tmp_path: Path) -> None:
    """什么 stands in few notes and would pass for telling."""
    engine = new_engine(
        tmp_path, document(1, "农村的水泵", language="zh"), document(2, "他们没有说什么", language="zh")
    )
    assert ids(find(engine, "水泵是什么？")) == [1]
    assert ids(find(engine, "什么")) == [2]


def test_quotation_marks_in_a_chinese_sentence_quote_a_name(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "华沙的剧院", language="zh"), document(2, "学校", language="zh"))
    assert ids(find(engine, "哪家是“华沙剧院”的典范？")) == [1]
    assert ids(find(engine, "“华沙剧院”")) == []


def test_a_dash_between_words_takes_nothing_away(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "pumps 973-1048"), document(2, "meals"))
    assert ids(find(engine, "pumps 973 - 1048")) == [1]
    assert ids(find(engine, "pumps -1048")) == []


@pytest.mark.parametrize("language", ["zh", "ar", "ru"])
def test_latin_words_in_other_writing_are_found_in_their_forms(tmp_path: Path, language: str) -> None:
    engine = new_engine(tmp_path, document(1, "Merit networks", language=language), document(2, "x", language="fr"))
    for query in ("merits", "network"):
        assert ids(find(engine, query)) == [1], query
