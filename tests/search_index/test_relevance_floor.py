"""People find the right note first in six languages, all in one index, and in writing without spaces in others besides."""

from pathlib import Path

import pytest

from search_index.interface import SearchEngine
from tests.search_index.documents import document, find, ids, new_engine

COLLECTION = Path(__file__).parent / "small_collection"
"""Twelve notes in each of six languages, on the same twelve matters, and what people would type to find them, in other
forms than the notes use: plural for singular, verb for noun, joined articles, missing accents."""


def lines(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (COLLECTION / name).read_text("utf-8").splitlines()]


NOTES: dict[str, list[tuple[str, str]]] = {}
for _language, _about, _title, _body in lines("notes.tsv"):
    NOTES.setdefault(_language, []).append((_title, _body))
QUESTIONS: dict[str, list[tuple[str, int]]] = {}
for _language, _about, _typed in lines("questions.tsv"):
    QUESTIONS.setdefault(_language, []).append((_typed, int(_about)))
FIRST = {language: 100 * at for at, language in enumerate(NOTES, 1)}
FLOOR = 0.95
"""Mean reciprocal rank of the note that a question is about, among all 72; a page that starts with it scores 1."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    documents = [
        document(FIRST[language] + at, body, title=title, language=language)
        for language, notes in NOTES.items()
        for at, (title, body) in enumerate(notes)
    ]
    engine = new_engine(tmp_path_factory.mktemp("floor"))
    engine.rebuild(documents)
    return engine


def reciprocal_rank(engine: SearchEngine, query: str, note: int, languages: tuple[str, ...]) -> float:
    found = ids(find(engine, query, languages=languages, limit=10))
    return 1 / (found.index(note) + 1) if note in found else 0.0


@pytest.mark.parametrize("reads", ["its own language", "another language"])
@pytest.mark.parametrize("language", NOTES)
def test_the_note_that_is_meant_comes_first(engine: SearchEngine, language: str, reads: str) -> None:
    languages = (language,) if reads == "its own language" else ("de",)
    ranks = {
        query: reciprocal_rank(engine, query, FIRST[language] + about, languages)
        for query, about in QUESTIONS[language]
    }
    assert sum(ranks.values()) / len(ranks) >= FLOOR, {query: rank for query, rank in ranks.items() if rank < 1}


UNSPACED = {
    "ja": ("農村の手押しポンプは修理工が三日で直します", "子どもたちは学校で温かい給食を食べます", ("手押しポンプの修理", "ポンプ", "ﾎﾟﾝﾌﾟ")),
    "th": ("ช่างซ่อมปั๊มน้ำมือโยกในหมู่บ้านภายในสามวัน", "เด็กนักเรียนกินอาหารกลางวันร้อนจากเกษตรกร", ("ซ่อมปั๊มน้ำ", "ปั๊มน้ำ", "หมู่บ้าน")),
    "lo": ("ຊ່າງສ້ອມແປງປ້ຳນ້ຳມືໃນບ້ານພາຍໃນສາມມື້", "ເດັກນ້ອຍກິນອາຫານທ່ຽງຢູ່ໂຮງຮຽນ", ("ສ້ອມແປງປ້ຳນ້ຳ", "ປ້ຳນ້ຳ")),
    "km": ("ជាងជួសជុលស្នប់ទឹកដៃក្នុងភូមិក្នុងរយៈពេលបីថ្ងៃ", "សិស្សទទួលអាហារថ្ងៃត្រង់នៅសាលារៀន", ("ជួសជុលស្នប់ទឹក", "ស្នប់ទឹក")),
    "my": ("ကျေးရွာလက်နှိပ်ရေစုပ်စက်ကို သုံးရက်အတွင်း ပြုပြင်သည်", "ကျောင်းသားများ နေ့လယ်စာ စားကြသည်", ("ရေစုပ်စက်", "ရေစုပ်စက် ပြုပြင်")),
    "zh": ("村庄的手压泵三天内修好", "孩子们在学校吃热饭", ("修手压泵", "手压泵", "村庄的泵")),
}  # fmt: skip


@pytest.mark.parametrize("language", UNSPACED)
def test_writing_without_spaces_is_found_by_any_part_of_it(tmp_path: Path, language: str) -> None:
    meant, other, queries = UNSPACED[language]
    engine = new_engine(tmp_path, document(1, other, language=language), document(2, meant, language=language))
    for query in queries:
        found = ids(find(engine, query))
        assert found, query
        assert found[0] == 2, query
        assert ids(find(engine, f'"{query.split()[0]}"')) in ([2], []), query
    assert ids(find(engine, f'"{queries[1].split()[0]}"')) == [2]


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [
        ("en", "communities were vaccinating", "community vaccination"),
        ("fr", "les coopératives nationales", "coopérative national"),
        ("es", "organizaciones comunitarias", "organización comunitaria"),
        ("pt", "associações de pescadores", "associação de pescador"),
        ("ru", "сельскими общинами", "сельская община"),
        ("de", "die Gemeinden und Schulen", "Gemeinde Schule"),
        ("ar", "والمدارس", "مدارس"),
        ("ar", "بالمدرسة", "المدرسه"),
        ("ar", "وللمزارعين", "مزارعين"),
        ("ar", "إِنَّ الأُسْرَةَ", "اسره"),
        ("ar", "آبار القرى", "ابار"),
        ("tr", "köylerdeki okullar", "okul"),
        ("hi", "विद्यालयों में", "विद्यालय"),
        ("fr", "l’eau qu’ils boivent", "eau"),
        ("fr", "CŒUR D'ÉLÈVE", "eleve"),
        ("de", "STRASSE", "straße"),
        ("tr", "İSTANBUL", "istanbul"),
        ("vi", "nước sạch", "nuoc sach"),
        ("pl", "żółte światło", "swiatło"),
        ("es", "niño pequeño", "nino pequeno"),
    ],
)
def test_other_forms_of_a_word_find_it(tmp_path: Path, language: str, written: str, typed: str) -> None:
    engine = new_engine(tmp_path, document(1, "zzz", language=language), document(2, written, language=language))
    for word in typed.split():
        assert 2 in ids(find(engine, word)), word


@pytest.mark.parametrize(
    ("language", "exact", "other"),
    [
        ("fr", "pêcheur", "pécheur"),
        ("es", "año", "ano"),
        ("de", "schon", "schön"),
        ("en", "organization", "organizational"),
        ("pt", "avó", "avô"),
        ("ru", "школа", "школой"),
    ],
)
def test_the_form_as_typed_ranks_first(tmp_path: Path, language: str, exact: str, other: str) -> None:
    """Accents and endings are forgiven, but not forgotten."""
    fillers = [document(at, "village water", language=language) for at in range(10, 20)]
    both = [document(1, f"{other} village", language=language), document(2, f"{exact} village", language=language)]
    engine = new_engine(tmp_path, *fillers, *both)
    assert ids(find(engine, exact, languages=(language,)))[0] == 2
    assert ids(find(engine, other, languages=(language,)))[0] == 1


def test_a_note_in_two_languages_is_found_by_both(tmp_path: Path) -> None:
    mixed = "Les comités villageois réparent les pompes. Village committees are repairing pumps. 村委会修理水泵。 لجان القرى تصلح المضخات"
    engine = new_engine(tmp_path, document(1, "school meals"), document(2, mixed, language="fr"))
    for query in (
        "comite villageois",
        "committees",
        "pumps repairing",
        "修理",
        "水泵",
        "لجان",
        "المضخات",
        "comités 水泵 committees",
    ):
        assert ids(find(engine, query)) == [2], query


def test_a_question_in_two_languages_finds_notes_in_both(engine: SearchEngine) -> None:
    found = ids(find(engine, "handpump 手压泵 насосы", limit=6))
    assert {FIRST["en"], FIRST["zh"], FIRST["ru"]} <= set(found)
