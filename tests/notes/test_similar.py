"""Similar notes on a note's page, and precedents in the editor: what is shown, why, and to whom."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.commands.search import own_session
from app.search.engine import search_engine
from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.topics.models import Topic
from search_index.following import drain
from search_index.rebuilding import rebuild
from tests import factories
from tests.conftest import SignIn
from tests.notes.proposals import as_sent, snapshot
from tests.personas import Cast
from tests.queries import CountQueries

CHALLENGE = "The hand pumps break and no mechanic comes to the boreholes."


def index(app: Flask) -> None:
    with app.app_context():
        if search_engine().health().problem:
            rebuild(own_session, search_engine())
        drain(own_session, search_engine())


@pytest.fixture
def pumps(session: Session) -> Topic:
    water = factories.topic(session, {"en": "Water"})
    return factories.topic(session, {"en": "Hand pumps", "fr": "Pompes à main"}, broader=water)


@pytest.fixture
def notes(app: Flask, session: Session, cast: Cast, pumps: Topic) -> dict[str, Note]:
    """On pumps in Senegal, Mali (of an agency alone), Peru (in Spanish, and in English too); and on something else."""
    dakar = {"author": cast.contributor, "teams": [cast.dakar]}
    lima = {"author": cast.lima_editor, "teams": [cast.lima], "topics": [pumps], "countries": ["PE"]}
    made = {
        "senegal": factories.note(
            session, "Pumps that work", topics=[pumps], countries=["SN"], income_level="low", challenge=CHALLENGE, **dakar
        ),
        "mali": factories.note(
            session, "A mechanic for the boreholes", topics=[pumps], countries=["ML"], income_level="low",
            challenge="Pumps stand still.", audience=AudienceKind.ORGANIZATION, **dakar,
        ),
        "peru": factories.note(session, "Bombas en las islas", language="es", challenge="Los repuestos.", **lima),
        "peru_en": factories.note(session, "Pumps on the islands", challenge="Spare parts for pumps.", **lima),
        "salt": factories.note(session, "Zimt", countries=["PE"], challenge="Nobody paid.", **dakar),
    }  # fmt: skip
    for number in range(6):
        factories.note(session, f"A school lunch, part {number}", challenge="Children.", countries=["NP"], **dakar)
    for name in ("peru", "peru_en"):
        made[name].translation_group = made["peru"].permalink
    session.commit()
    index(app)
    return made


def section(page: str) -> str:
    found = re.search(r'aria-labelledby="similar".*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def test_a_note_shows_its_like_with_the_reasons(browse_as: SignIn, cast: Cast, notes: dict[str, Note]) -> None:
    shown = section(browse_as(cast.contributor).get(f"/notes/{notes['senegal'].permalink}").text)
    assert "A mechanic for the boreholes" in shown
    assert "Same topic: <span" in shown and "Hand pumps" in shown
    assert "Both speak of:" in shown and "boreholes</span>" in shown
    assert "Same income level" in shown
    assert "In the same region: Western Africa" in shown
    assert "Another country facing it" in shown, "the one from Peru"
    assert "Zimt" not in shown
    assert f"/notes/{notes['senegal'].permalink}/similar" in shown


def test_translations_are_shown_once_in_the_readers_language(
    session: Session, browse_as: SignIn, cast: Cast, notes: dict[str, Note]
) -> None:
    page = f"/notes/{notes['senegal'].permalink}"
    in_english = section(browse_as(cast.contributor).get(page).text)
    assert "Pumps on the islands" in in_english and "Bombas en las islas" not in in_english
    cast.contributor.interface_language = "es"
    session.commit()
    in_spanish = section(browse_as(cast.contributor).get(page).text)
    assert "Bombas en las islas" in in_spanish and "Pumps on the islands" not in in_spanish
    own = section(browse_as(cast.contributor).get(f"/notes/{notes['peru'].permalink}").text)
    assert "Pumps on the islands" not in own, "a translation is no similar note"


def test_nobody_is_shown_what_they_may_not_read(
    session: Session, browse_as: SignIn, cast: Cast, notes: dict[str, Note]
) -> None:
    for address in (f"/notes/{notes['senegal'].permalink}", f"/notes/{notes['senegal'].permalink}/similar"):
        assert "mechanic for the boreholes" not in browse_as(None).get(address).text
        assert "mechanic for the boreholes" not in browse_as(cast.lima_editor).get(address).text
        assert "mechanic for the boreholes" in browse_as(cast.editor).get(address).text
    notes["mali"].state = NoteState.WITHDRAWN
    session.commit()
    for address in (f"/notes/{notes['senegal'].permalink}", f"/notes/{notes['senegal'].permalink}/similar"):
        assert "mechanic for the boreholes" not in browse_as(cast.editor).get(address).text, "even while the index lags"


def test_the_list_is_paged_and_is_there_for_published_notes_alone(
    app: Flask, session: Session, browse_as: SignIn, cast: Cast, notes: dict[str, Note], pumps: Topic
) -> None:
    for number in range(25):
        factories.note(session, f"Pump number {number}", author=cast.contributor, teams=[cast.dakar], topics=[pumps])
        factories.note(session, f"Lunch {number}", author=cast.contributor, teams=[cast.dakar])
    draft = factories.note(
        session, "Pump draft", author=cast.contributor, teams=[cast.dakar], state=NoteState.DRAFT, topics=[pumps]
    )
    session.commit()
    index(app)
    browser, address = browse_as(None), f"/notes/{notes['senegal'].permalink}/similar"
    pages = [browser.get(address, query_string={"page": number}).text for number in (1, 2)]
    found = [set(re.findall(r"Pump number \d+", page)) for page in pages]
    assert [bool(one) for one in found] == [True, True]
    assert not found[0] & found[1] and len(found[0] | found[1]) == 25
    assert "Page 1 of 2" in pages[0]
    assert browse_as(cast.contributor).get(f"/notes/{draft.permalink}/similar").status_code == 404
    for odd in ("0", "-1", "x", "999", "9" * 99):
        assert browser.get(address, query_string={"page": odd}).status_code == 200


def test_a_note_that_nothing_is_like(browse_as: SignIn, notes: dict[str, Note]) -> None:
    assert section(browse_as(None).get(f"/notes/{notes['salt'].permalink}").text) == ""
    assert "No other note is like this one yet" in browse_as(None).get(f"/notes/{notes['salt'].permalink}/similar").text


def test_pages_with_similar_notes_take_at_most_twelve_queries(
    session: Session, browse_as: SignIn, cast: Cast, notes: dict[str, Note], count_queries: CountQueries
) -> None:
    pages = [f"/notes/{notes[name].permalink}{more}" for name in ("senegal", "peru") for more in ("", "/similar")]
    for persona in (None, cast.contributor, cast.editor):
        browser = browse_as(persona)
        for address in pages:
            with count_queries() as queries:
                assert browser.get(address).status_code == 200
            assert len(queries) <= 12, (address, "\n".join(queries))


def typed(cast: Cast, **more: object) -> dict[str, object]:
    return as_sent(snapshot(cast, title="Broken hand pumps", challenge=CHALLENGE)) | more


def test_precedents_are_told_as_one_types(browse_as: SignIn, cast: Cast, notes: dict[str, Note]) -> None:
    answer = browse_as(cast.contributor).post("/notes/precedents", data=typed(cast))
    assert answer.json is not None
    shown = answer.json["html"]
    assert "Pumps that work" in shown and "Both speak of:" in shown
    assert f'href="/notes/{notes["senegal"].permalink}#adoptions"' in shown
    assert answer.json["said"] == f"{shown.count('Adopt this one')} notes are like yours"
    assert "Zimt" not in shown


def test_precedents_come_from_other_languages_by_topic(
    browse_as: SignIn, cast: Cast, notes: dict[str, Note], pumps: Topic
) -> None:
    sent = as_sent(
        snapshot(cast, title="Pompes cassées", challenge="Rien ne coule.", language="fr", topics=(pumps.id,))
    )
    shown = browse_as(cast.contributor).post("/notes/precedents", data=sent).json
    assert shown is not None and "Pumps that work" in shown["html"] and "Hand pumps" in shown["html"]


def test_precedents_are_shown_without_the_script_when_the_form_comes_back(
    browse_as: SignIn, cast: Cast, notes: dict[str, Note]
) -> None:
    browser = browse_as(cast.contributor)
    assert "Adopt this one instead" not in browser.get("/notes/new").text
    assert "Adopt this one instead" in browser.post("/notes/new", data=typed(cast, add="results")).text
    saved = browser.post("/notes/new", data=typed(cast), follow_redirects=True)
    assert "Adopt this one instead" in saved.text


def test_precedents_keep_to_what_the_writer_may_read(browse_as: SignIn, cast: Cast, notes: dict[str, Note]) -> None:
    for persona, sees in ((cast.contributor, True), (cast.lima_editor, False), (cast.outsider, False)):
        answer = browse_as(persona).post("/notes/precedents", data=typed(cast)).json
        assert answer is not None
        assert ("mechanic for the boreholes" in answer["html"]) is sees
    assert browse_as(None).post("/notes/precedents", data=typed(cast)).status_code == 401


def test_the_source_of_a_translation_is_no_precedent(browse_as: SignIn, cast: Cast, notes: dict[str, Note]) -> None:
    sent = typed(cast, translation_of=notes["peru"].permalink)
    answer = browse_as(cast.contributor).post("/notes/precedents", data=sent).json
    assert answer is not None
    assert "Pumps that work" in answer["html"]
    assert "islands" not in answer["html"] and "islas" not in answer["html"]


def test_the_note_itself_is_no_precedent(browse_as: SignIn, cast: Cast, notes: dict[str, Note]) -> None:
    own = notes["senegal"].permalink
    answer = browse_as(cast.contributor).post(f"/notes/precedents?note={own}", data=typed(cast)).json
    assert answer is not None and "Pumps that work" not in answer["html"]
    assert browse_as(cast.lima_editor).post(f"/notes/precedents?note={own}", data=typed(cast)).status_code == 403
    hidden = notes["mali"].permalink
    assert browse_as(cast.lima_editor).post(f"/notes/precedents?note={hidden}", data=typed(cast)).status_code == 404


@pytest.mark.parametrize(
    "more",
    [
        {"title": "", "challenge": ""},
        {"title": "a"},
        {"title": "\x00" * 9, "challenge": "("},
        {"title": "x" * 600_000},
        {"language": "xx-nothing", "topics": ["7", "x", "99999999"]},
        {"translation_of": "\x00"},
        {"translation_of": "nothing"},
    ],
)
def test_nothing_that_can_be_typed_is_an_error(
    browse_as: SignIn, cast: Cast, notes: dict[str, Note], more: dict[str, object]
) -> None:
    assert browse_as(cast.contributor).post("/notes/precedents", data=typed(cast, **more)).status_code == 200


def test_the_editor_with_precedents_takes_at_most_twelve_queries(
    browse_as: SignIn, cast: Cast, notes: dict[str, Note], pumps: Topic, count_queries: CountQueries
) -> None:
    browser = browse_as(cast.contributor)
    sent = as_sent(snapshot(cast, title="Broken hand pumps", challenge=CHALLENGE, topics=(pumps.id,)))
    saved = browser.post("/notes/new", data=sent)
    with count_queries() as queries:
        assert "Adopt this one instead" in browser.get(saved.location).text
    assert len(queries) <= 12, "\n".join(queries)


def test_without_an_index_the_pages_are_there_and_say_nothing_of_it(
    session: Session, browse_as: SignIn, cast: Cast
) -> None:
    note = factories.note(session, "Pumps", author=cast.contributor, teams=[cast.dakar])
    session.commit()
    assert browse_as(None).get(f"/notes/{note.permalink}").status_code == 200
    assert browse_as(cast.contributor).post("/notes/precedents", data=typed(cast)).json == {"html": "", "said": ""}
