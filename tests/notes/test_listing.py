"""Lists of notes: newest first, by audience, each set of translations once."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.cards import Period
from knowledge.notes.listing import list_notes
from knowledge.notes.models import AudienceKind, Note, NoteState
from tests import factories
from tests.personas import Cast


def titles(page: object) -> list[str]:
    return [card.title for card in page.items]


def aged(note: Note, days: int) -> Note:
    note.published_at = clock.now() - timedelta(days=days)
    return note


def test_newest_note_comes_first(session: Session, cast: Cast) -> None:
    aged(factories.note(session, "Old", teams=[cast.dakar]), 9)
    aged(factories.note(session, "New", teams=[cast.dakar]), 1)
    session.flush()
    assert titles(list_notes(session, cast.actor(None))) == ["New", "Old"]


def test_card_tells_the_facts(session: Session, cast: Cast) -> None:
    factories.note(
        session,
        "Pumps",
        author=cast.contributor,
        teams=[cast.dakar, cast.lima],
        countries=["SN", "PE"],
        period_start="2021-05",
        period_end="2023",
        summary="Short",
    )
    (card,) = list_notes(session, cast.actor(None)).items
    assert (card.organizations, card.countries) == (("Agence des points d'eau", "Dirección del Lago"), ("SN", "PE"))
    assert (card.authors, card.period, card.summary) == (("Awa Ndour",), Period("2021-05", "2023", ""), "Short")


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("stranger", {"public"}),
        ("outsider", {"public", "network"}),
        ("contributor", {"public", "network", "organization"}),
        ("administrator", {"public", "network"}),
    ],
)
def test_only_what_the_reader_may_read_is_listed_and_counted(
    session: Session, cast: Cast, reader: str, seen: set[str]
) -> None:
    for audience in (AudienceKind.PUBLIC, AudienceKind.NETWORK, AudienceKind.ORGANIZATION):
        factories.note(session, str(audience), teams=[cast.dakar], audience=audience)
    factories.note(session, "draft", teams=[cast.dakar], author=cast.contributor, state=NoteState.DRAFT)
    factories.note(session, "gone", teams=[cast.dakar], state=NoteState.WITHDRAWN)
    page = list_notes(session, cast.actor(cast.everybody()[reader]))
    assert set(titles(page)) == seen
    assert page.total == len(seen)


def test_filters_hold_together(session: Session, cast: Cast) -> None:
    water = factories.topic(session, {"en": "Water"})
    wanted = factories.note(
        session, "Wanted", teams=[cast.dakar], countries=["SN"], topics=[water], author=cast.contributor
    )
    factories.note(session, "Elsewhere", teams=[cast.lima], countries=["PE"], topics=[water])
    factories.note(session, "Other topic", teams=[cast.dakar], countries=["SN"])
    page = list_notes(
        session,
        cast.actor(None),
        team=cast.dakar,
        organization=cast.water_agency,
        country="SN",
        topic_ids=[water.id],
        author=cast.contributor,
    )
    assert [card.id for card in page.items] == [wanted.id]
    assert titles(list_notes(session, cast.actor(None), topic_ids=[])) == []


def test_translations_are_listed_once_in_the_readers_language(session: Session, cast: Cast) -> None:
    original = factories.note(session, "Pompes", teams=[cast.dakar], language="fr")
    original.translation_group = original.permalink
    for title, language in (("Pumps", "en"), ("Bombas", "es")):
        translated = factories.note(session, title, teams=[cast.dakar], language=language)
        translated.translation_of, translated.translation_group = original, original.permalink
    session.flush()
    stranger = cast.actor(None)
    assert titles(list_notes(session, stranger, languages=["es-419", "en"])) == ["Bombas"]
    assert titles(list_notes(session, stranger, languages=["ru"])) == ["Pompes"]
    (card,) = list_notes(session, stranger, languages=["en"]).items
    assert (card.title, card.other_languages) == ("Pumps", ("es", "fr"))
    assert list_notes(session, stranger).total == 1


def test_a_translation_one_may_not_read_is_not_named(session: Session, cast: Cast) -> None:
    original = factories.note(session, "Pompes", teams=[cast.dakar], language="fr")
    hidden = factories.note(session, "Pumps", teams=[cast.dakar], language="en", audience=AudienceKind.ORGANIZATION)
    for note in (original, hidden):
        note.translation_group = original.permalink
    session.flush()
    (card,) = list_notes(session, cast.actor(None), languages=["en"]).items
    assert (card.title, card.other_languages) == ("Pompes", ())


def test_a_page_beyond_the_end_is_the_last_one(session: Session, cast: Cast) -> None:
    for number in range(5):
        aged(factories.note(session, f"Note {number}", teams=[cast.dakar]), number)
    session.flush()
    page = list_notes(session, cast.actor(None), page=99, per_page=2)
    assert (page.number, page.pages, page.total, titles(page)) == (3, 3, 5, ["Note 4"])
    assert list_notes(session, cast.actor(None), country="FR").items == []


def test_a_list_takes_the_same_few_queries_however_many_notes(session: Session, cast: Cast) -> None:
    for number in range(12):
        factories.note(session, f"Note {number}", teams=[cast.dakar, cast.lima], author=cast.contributor)
    session.commit()
    actor, statements = cast.actor(cast.editor), []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *told: statements.append(told[2]))
    assert len(list_notes(session, actor, per_page=10).items) == 10
    assert len(statements) <= 7
