"""The pages of reuse as a browser without scripts sees them: telling, reading, and where a note travelled."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.search import own_session
from app.search.engine import search_engine
from knowledge.errors import Invalid
from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.notes.publishing import publish_note
from knowledge.notes.writing import start_note
from knowledge.organizations.models import Membership
from knowledge.reuse.models import Adoption, AdoptionUpdate
from search_index.following import drain
from search_index.rebuilding import rebuild
from tests import factories
from tests.conftest import SignIn
from tests.notes.proposals import snapshot
from tests.personas import Cast
from tests.queries import CountQueries

CONDITIONS = [
    {"condition": "Reliable electricity", "kind": "needed"},
    {"condition": "A shop nearby", "kind": "helpful"},
]
TOLD = {
    "number": "0",
    "stage": "adopted",
    "outcome": "better",
    "started": "2024-05",
    "words": "It **works**.",
    "changed": "Five days, not three.",
    "answers-0-condition": "Reliable electricity",
    "answers-0-held": "no",
    "results-0-indicator": "Pumps at work",
    "results-0-value": "88",
    "results-0-date": "2025",
}


@pytest.fixture
def note(session: Session, cast: Cast) -> Note:
    made = factories.note(
        session, "Pumps", author=cast.contributor, teams=[cast.dakar], countries=["SN"], conditions=CONDITIONS
    )
    session.commit()
    return made


def team_in(session: Session, country: str) -> object:
    return factories.team(session, factories.organization(session, f"Office of {country}"), country)


def test_what_a_team_tells_stands_on_the_note_and_on_a_page_of_its_own(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    lima = browse_as(cast.lima_editor)
    assert "We are using this" in lima.get(f"/notes/{note.permalink}").text
    answer = lima.post(f"/notes/{note.permalink}/adopt", data=TOLD)
    assert answer.status_code == 303, answer.text
    own = browse_as(None).get(answer.headers["Location"]).text
    for words in ("<strong>works</strong>", "Five days, not three.", "Did not hold", "Pumps at work", "May 2024"):
        assert words in own
    page = browse_as(None).get(f"/notes/{note.permalink}").text
    assert "Taken up in 1 other country" in page
    assert "Where this did not hold, 1 of 1 kept it:" in page
    assert "Tell how it goes with you" in lima.get(f"/notes/{note.permalink}").text


def test_what_was_typed_is_there_again_when_something_is_missing(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    typed = TOLD | {"stage": "abandoned", "words": "", "started": "2999"}
    answer = browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/adopt", data=typed)
    assert answer.status_code == 422
    for words in ("Please say why you stopped", "has not come yet", "Five days, not three.", "Pumps at work", "2999"):
        assert words in answer.text
    assert re.search(r'name="answers-0-held" value="no" checked', answer.text)
    assert session.scalar(select(Adoption)) is None


def test_a_row_more_without_the_script_keeps_what_was_typed(cast: Cast, browse_as: SignIn, note: Note) -> None:
    answer = browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/adopt", data=TOLD | {"add": "results"})
    assert answer.status_code == 200
    assert 'name="results-1-indicator"' in answer.text
    assert "Five days, not three." in answer.text


def test_the_slower_of_two_colleagues_sees_both_and_tells_on_top(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    colleague = factories.member(session, "Edwin Quispe", cast.lima)
    session.commit()
    browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/adopt", data=TOLD)
    slower = browse_as(colleague)
    mine = TOLD | {"stage": "piloting", "words": "We only try it."}
    answer = slower.post(f"/notes/{note.permalink}/adopt", data=mine)
    assert answer.status_code == 409
    assert "Lucía Paredes of your team told something" in answer.text
    assert "We only try it." in answer.text
    assert re.search(r'name="number"[^>]*value="1"', answer.text)
    assert slower.post(f"/notes/{note.permalink}/adopt", data=mine | {"number": "1"}).status_code == 303
    session.rollback()
    assert len(session.scalars(select(AdoptionUpdate)).all()) == 2


def test_who_is_in_several_teams_chooses_one(session: Session, cast: Cast, browse_as: SignIn, note: Note) -> None:
    session.add(Membership(member_id=cast.lima_editor.id, team_id=cast.geneva.id))
    session.commit()
    page = browse_as(cast.lima_editor).get(f"/notes/{note.permalink}/adopt").text
    assert f"team={cast.lima.id}" in page
    assert f"team={cast.geneva.id}" in page
    other = browse_as(cast.lima_editor).get(f"/notes/{note.permalink}/adopt?team={cast.dakar.id}")
    assert other.status_code == 403


def test_a_withdrawn_note_stays_on_its_adopters_page_as_a_title_alone(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    factories.adoption(session, note, cast.lima, words="Our secret of success.")
    note.state = NoteState.WITHDRAWN
    session.commit()
    page = browse_as(None).get("/organizations/direccion-lago/PE/reuse").text
    assert "Pumps" in page
    assert "Withdrawn" in page
    assert "What came of it" not in page
    assert browse_as(None).get(f"/notes/{note.permalink}/adoptions").status_code == 410


def adapted(session: Session, cast: Cast, source: Note, title: str, audience: AudienceKind, country: str) -> Note:
    made = factories.note(session, title, teams=[cast.lima], countries=[country], audience=audience)
    made.adapted_from = source
    session.commit()
    return made


def test_lineage_shows_what_came_of_what_and_ends_at_a_note_that_is_not_for_the_reader(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    child = adapted(session, cast, note, "Pumps by boat", AudienceKind.PUBLIC, "PE")
    hidden = adapted(session, cast, child, "Inside", AudienceKind.ORGANIZATION, "BO")
    adapted(session, cast, hidden, "Out of the inside", AudienceKind.PUBLIC, "CL")
    factories.adoption(session, child, team_in(session, "KE"))
    session.commit()
    page = browse_as(None).get(f"/notes/{child.permalink}/lineage").text
    for words in ("Pumps", "Pumps by boat", "Kenya", "Senegal", "<svg"):
        assert words in page
    for words in ("Inside", "Out of the inside", "Bolivia", "Chile"):
        assert words not in page
    assert "Out of the inside" in browse_as(cast.lima_editor).get(f"/notes/{note.permalink}/lineage").text


def test_many_adoptions_are_put_together_by_country(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    for number in range(130):
        owner = factories.organization(session, f"Organization {number}")
        factories.adoption(session, note, factories.team(session, owner, "KE" if number % 2 else "NP"))
    session.commit()
    page = browse_as(None).get(f"/notes/{note.permalink}/lineage").text
    assert page.count("65 teams") >= 2
    assert "Organization 7" not in page


def test_no_note_comes_from_what_came_from_it(session: Session, cast: Cast, note: Note) -> None:
    child = adapted(session, cast, note, "Child", AudienceKind.PUBLIC, "PE")
    grandchild = adapted(session, cast, child, "Grandchild", AudienceKind.PUBLIC, "BO")
    author, editor = cast.actor(cast.contributor), cast.actor(cast.editor)
    made = start_note(session, author, snapshot(cast, adapted_from=grandchild.permalink))
    publish_note(session, editor, made)
    assert made.adapted_from is grandchild
    note.adapted_from = made
    note.adapted_from = None
    again = start_note(session, author, snapshot(cast, adapted_from=made.permalink))
    child.adapted_from, again.translation_group, note.translation_group = note, "one", "one"
    session.flush()
    with pytest.raises(Invalid) as refused:
        publish_note(session, editor, again)
    assert refused.value.fields == {"adapted_from": "cyclic"}


def test_a_note_of_ones_own_begins_with_the_link_and_the_topics(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    topic = factories.topic(session, {"en": "Hand pumps"})
    source = factories.note(session, "Pumps", teams=[cast.dakar], topics=[topic], countries=["SN"])
    session.commit()
    page = browse_as(cast.lima_editor).get(f"/notes/new?adapted_from={source.permalink}").text
    assert re.search(rf'name="adapted_from"[^>]*value="{source.permalink}"', page)
    assert f'name="topics" value="{topic.id}" checked' in page
    assert 'name="countries" value="PE" checked' in page


def test_cards_and_the_order_of_a_search_count_what_the_reader_may_read(
    app: Flask, session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    plain = factories.note(session, "Wells", teams=[cast.dakar], countries=["SN"])
    inside = factories.note(session, "Puits", teams=[cast.dakar], language="fr", audience=AudienceKind.ORGANIZATION)
    inside.translation_group = plain.translation_group = "wells"
    for country in ("KE", "NP"):
        factories.adoption(session, inside, team_in(session, country))
    factories.adoption(session, note, cast.lima)
    factories.adoption(session, plain, team_in(session, "BO"), stage="considering", outcome="")
    session.commit()
    with app.app_context():
        if search_engine().health().problem:
            rebuild(own_session, search_engine())
        drain(own_session, search_engine())
    page = browse_as(None).get("/search?sort=adoptions").text
    assert page.index("Pumps") < page.index("Wells"), "what others read of it moves nothing here"
    assert re.findall(r"taken up in \d+ countr\w+", page) == ["taken up in 1 country"]
    assert "taken up in 2 countries" in browse_as(cast.contributor).get("/search?sort=adoptions").text


def test_no_page_asks_more_than_twelve_questions(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries, note: Note
) -> None:
    french = factories.note(session, "Pompes", teams=[cast.dakar], language="fr", author=cast.contributor)
    french.translation_group = note.translation_group = "pumps"
    source = factories.note(session, "Source", teams=[cast.geneva], countries=["CH"])
    note.adapted_from = source
    factories.adoption(session, note, cast.lima, member=cast.lima_editor)
    for number in range(30):
        owner = factories.organization(session, f"Organization {number}")
        factories.adoption(session, note if number % 2 else french, factories.team(session, owner, "KE"))
    adapted(session, cast, note, "Child", AudienceKind.PUBLIC, "PE")
    browser = browse_as(cast.lima_editor)
    asked = {}
    for path in (
        f"/notes/{note.permalink}",
        f"/notes/{note.permalink}/adopt",
        f"/notes/{note.permalink}/adoptions",
        f"/notes/{note.permalink}/adoptions/direccion-lago/PE",
        f"/notes/{note.permalink}/lineage",
        "/organizations/direccion-lago/PE",
        "/organizations/direccion-lago/PE/reuse",
        "/organizations/points-eau/SN/reuse?given=2",
    ):
        with count_queries() as queries:
            assert browser.get(path).status_code == 200, path
        asked[path] = len(queries)
    assert {path: n for path, n in asked.items() if n > 12} == {}
