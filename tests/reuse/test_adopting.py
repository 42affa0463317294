"""A team tells what it made of a note: who may, what is asked, what is kept, and who is told."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notes.content import Result
from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.notices.models import Notice
from knowledge.organizations.memberships import leave_team
from knowledge.outbox import IndexChange
from knowledge.reuse.adopting import adopt_note
from knowledge.reuse.answering import answers_to
from knowledge.reuse.errors import AdoptionChangedMeanwhile
from knowledge.reuse.models import Adoption, AdoptionUpdate
from knowledge.reuse.reading import adoptions_of, list_updates
from knowledge.reuse.record import AdoptionRecord
from knowledge.reuse.summary import summarize
from tests import factories
from tests.personas import Cast

CONDITIONS = [
    {"condition": "Reliable electricity", "kind": "needed"},
    {"condition": "A shop nearby", "kind": "helpful"},
]
IN_USE = AdoptionRecord(stage="adopted", outcome="better", started="2024-05", words="It works.")


@pytest.fixture
def note(session: Session, cast: Cast) -> Note:
    made = factories.note(
        session, "Pumps", author=cast.contributor, teams=[cast.dakar], countries=["SN"], conditions=CONDITIONS
    )
    session.commit()
    return made


def told(session: Session) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for notice in session.scalars(select(Notice)):
        found.setdefault(notice.kind, set()).add(notice.member_id)
    return found


def test_authors_and_the_owners_editors_are_told_at_once_and_again_of_news(
    session: Session, cast: Cast, note: Note
) -> None:
    actor = cast.actor(cast.lima_editor)
    adopt_note(session, actor, note, cast.lima, IN_USE)
    adopt_note(session, actor, note, cast.lima, AdoptionRecord(**{**vars(IN_USE), "outcome": "same"}), 1)
    people = {cast.contributor.id, cast.editor.id, cast.focal_point.id}
    assert told(session) == {"note_adopted": people, "adoption_updated": people}


def test_every_telling_is_kept_and_the_last_one_stands(session: Session, cast: Cast, note: Note) -> None:
    actor = cast.actor(cast.lima_editor)
    adoption = adopt_note(session, actor, note, cast.lima, IN_USE)
    stopped = AdoptionRecord(stage="abandoned", outcome="worse", started="2024-05", ended="2025", words="No parts.")
    adopt_note(session, actor, note, cast.lima, stopped, 1)
    history = list_updates(session, adoption).items
    assert [(u.number, u.stage, u.outcome, u.words) for u in history] == [
        (2, "abandoned", "worse", "No parts."),
        (1, "adopted", "better", "It works."),
    ]
    assert (adoption.stage, adoption.outcome) == ("abandoned", "worse")
    assert AdoptionRecord.from_json(history[1].content) == IN_USE


def test_saying_the_same_again_adds_nothing(session: Session, cast: Cast, note: Note) -> None:
    actor = cast.actor(cast.lima_editor)
    adopt_note(session, actor, note, cast.lima, IN_USE)
    adopt_note(session, actor, note, cast.lima, IN_USE, 1)
    assert len(session.scalars(select(AdoptionUpdate)).all()) == 1


def test_the_second_of_two_colleagues_sees_the_first_and_loses_nothing(
    session: Session, cast: Cast, note: Note
) -> None:
    colleague = factories.member(session, "Edwin Quispe", cast.lima)
    adopt_note(session, cast.actor(cast.lima_editor), note, cast.lima, IN_USE)
    mine = AdoptionRecord(stage="piloting", outcome="too_early", started="2024", words="We only try it.")
    with pytest.raises(AdoptionChangedMeanwhile) as refused:
        adopt_note(session, cast.actor(colleague), note, cast.lima, mine)
    assert refused.value.adoption.stage == "adopted"
    adopt_note(session, cast.actor(colleague), note, cast.lima, mine, refused.value.adoption.latest_number)
    assert [u.words for u in session.scalars(select(AdoptionUpdate).order_by(AdoptionUpdate.number))] == [
        "It works.",
        "We only try it.",
    ]
    assert len(session.scalars(select(Adoption)).all()) == 1


def test_a_team_does_not_adopt_its_own_note_and_nobody_adopts_for_another_team(
    session: Session, cast: Cast, note: Note
) -> None:
    for member, team in ((cast.editor, cast.dakar), (cast.outsider, cast.lima), (cast.coordinator, cast.lima)):
        with pytest.raises(NotAllowed):
            adopt_note(session, cast.actor(member), note, team, IN_USE)
    note.state = NoteState.WITHDRAWN
    session.flush()
    with pytest.raises(NotAllowed):
        adopt_note(session, cast.actor(cast.lima_editor), note, cast.lima, IN_USE)


def test_who_left_the_team_tells_nothing_more_for_it(session: Session, cast: Cast, note: Note) -> None:
    adopt_note(session, cast.actor(cast.lima_editor), note, cast.lima, IN_USE)
    leave_team(session, cast.actor(cast.lima_editor), cast.lima, cast.lima_editor)
    with pytest.raises(NotAllowed):
        adopt_note(session, cast.actor(cast.lima_editor), note, cast.lima, IN_USE, 1)
    assert len(adoptions_of(session, cast.actor(None), note)) == 1


def test_a_note_that_one_may_not_read_is_not_there_to_adopt(session: Session, cast: Cast) -> None:
    inside = factories.note(session, "Inside", teams=[cast.dakar], audience=AudienceKind.ORGANIZATION)
    with pytest.raises(NotFound):
        adopt_note(session, cast.actor(cast.lima_editor), inside, cast.lima, IN_USE)


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"stage": ""}, {"stage": "missing:stage"}),
        ({"outcome": ""}, {"outcome": "missing:outcome"}),
        ({"started": ""}, {"started": "missing:started"}),
        ({"started": "2026-11-29"}, {"started": "in_the_future"}),
        ({"started": "2027"}, {"started": "in_the_future"}),
        ({"started": "May"}, {"started": "not_a_measured_date"}),
        ({"started": "2024-02-31"}, {"started": "not_a_measured_date"}),
        ({"ended": "2023"}, {"ended": "ends_before_start"}),
        ({"stage": "abandoned", "words": " "}, {"words": "missing:reason"}),
        ({"words": "x" * 20_001}, {"words": "too_long:20000"}),
        ({"results": (Result("Working", "1", "2", "%", "2031"),)}, {"results-0-date": "in_the_future"}),
    ],
)
def test_what_is_missing_or_wrong_is_named_at_its_field(
    session: Session,
    cast: Cast,
    note: Note,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, object],
    problems: dict[str, str],
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 27, 12, tzinfo=UTC))
    with pytest.raises(Invalid) as refused:
        record = AdoptionRecord(**{**vars(IN_USE), **changes})
        adopt_note(session, cast.actor(cast.lima_editor), note, cast.lima, record)
    assert refused.value.fields == problems
    assert session.scalar(select(Adoption)) is None


def test_to_consider_it_asks_for_nothing_else(session: Session, cast: Cast, note: Note) -> None:
    adopt_note(session, cast.actor(cast.lima_editor), note, cast.lima, AdoptionRecord(stage="considering"))


def test_answers_keep_the_words_of_a_condition_that_the_note_has_changed(
    session: Session, cast: Cast, note: Note
) -> None:
    adoption = factories.adoption(session, note, cast.lima, held=("no", "yes"))
    revision = note.published_revision
    assert revision is not None
    revision.content = revision.content | {"conditions": [CONDITIONS[1]]}
    session.flush()
    again = answers_to(session, note, adoption, {})
    assert [(answer.condition, answer.held) for answer in again] == [
        ("A shop nearby", "yes"),
        ("Reliable electricity", "no"),
    ]
    summary = summarize(adoptions_of(session, cast.actor(None), note), note, revision.practice().conditions, ["SN"])
    assert [(row.condition, row.is_current) for row in summary.conditions] == [
        ("A shop nearby", True),
        ("Reliable electricity", False),
    ]


def test_words_that_the_note_never_published_are_no_condition_of_it(session: Session, cast: Cast, note: Note) -> None:
    answers = answers_to(session, note, None, {"Reliable electricity": "no", "Our slogan": "yes"})
    assert [(answer.condition, answer.held) for answer in answers] == [
        ("Reliable electricity", "no"),
        ("A shop nearby", ""),
    ]


def test_where_a_condition_did_not_hold_it_is_counted_who_kept_it(session: Session, cast: Cast, note: Note) -> None:
    for country, stage, held in (
        ("KE", "adopted", "no"),
        ("NP", "abandoned", "no"),
        ("MW", "abandoned", "no"),
        ("PE", "adapted", "yes"),
        ("RW", "considering", "no"),
    ):
        team = factories.team(session, factories.organization(session, f"Office {country}"), country)
        factories.adoption(session, note, team, stage, "better" if stage == "adopted" else "too_early", (held,))
    lines = adoptions_of(session, cast.actor(None), note)
    summary = summarize(lines, note, note.published_revision.practice().conditions, ["SN"])
    [electricity] = summary.conditions
    counts = {held: (count.kept, count.of) for held, count in electricity.counts.items() if count.of}
    assert counts == {"no": (1, 3), "yes": (1, 1)}, "who only considers it did not try"
    assert (summary.tried, summary.worked, summary.did_not, summary.too_early) == (4, 1, 2, 1)
    assert set(summary.countries) == {"KE", "NP", "MW", "PE"}


def test_answers_to_a_translation_count_in_the_words_of_the_original(session: Session, cast: Cast, note: Note) -> None:
    french = factories.note(
        session,
        "Pompes",
        teams=[cast.dakar],
        language="fr",
        conditions=[
            {"condition": "Une électricité fiable", "kind": "needed"},
            {"condition": "Un magasin", "kind": "helpful"},
        ],
    )
    french.translation_of, french.translation_group, note.translation_group = note, "pumps", "pumps"
    factories.adoption(session, french, cast.lima, held=("no", "yes"))
    summary = summarize(
        adoptions_of(session, cast.actor(None), note), note, note.published_revision.practice().conditions, ["SN"]
    )
    assert [row.condition for row in summary.conditions] == ["Reliable electricity", "A shop nearby"]


def test_the_index_learns_of_it_for_the_note_and_its_translations(session: Session, cast: Cast, note: Note) -> None:
    french = factories.note(session, "Pompes", teams=[cast.dakar], language="fr")
    french.translation_group = note.translation_group = "pumps"
    session.query(IndexChange).delete()
    adopt_note(session, cast.actor(cast.lima_editor), note, cast.lima, IN_USE)
    assert {row.note_id for row in session.scalars(select(IndexChange))} == {note.id, french.id}
