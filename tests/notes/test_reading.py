"""A note's page: who reads it, what it shows, and what stays at its address."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.models import AudienceKind, Kind, Note, NoteState, Revision
from tests import factories
from tests.conftest import SignIn
from tests.notes.proposals import group_with
from tests.notes.test_rendering import ATTACKS, Judge
from tests.personas import Cast
from tests.queries import CountQueries, count_queries

__all__ = ["count_queries"]

PERSONAS = (
    "stranger",
    "contributor",
    "editor",
    "focal_point",
    "lima_editor",
    "coordinator",
    "administrator",
    "outsider",
)
# Dakar's contributor is the author, Dakar owns the note; Lima's editor is in the group, Dakar's editors are not.
READERS = {
    AudienceKind.PUBLIC: set(PERSONAS),
    AudienceKind.NETWORK: set(PERSONAS) - {"stranger"},
    AudienceKind.ORGANIZATION: {"contributor", "editor", "focal_point"},
    AudienceKind.PEER_GROUP: {"contributor", "lima_editor"},
}
WRITERS = {kind: {"contributor", "editor", "focal_point"} for kind in AudienceKind} | {
    AudienceKind.PEER_GROUP: {"contributor"}
}
FULL = {
    "summary": "We paid for **months**, not visits.",
    "countries": ["SN"],
    "place": "Six districts",
    "scale": "district",
    "period_start": "2022-11",
    "status": "ongoing",
    "challenge": "Pumps stood still.",
    "context": "Sandy soil.",
    "capacity": "One mechanic.",
    "sector": "Water",
    "income_level": "low",
    "what_we_did": [{"title": "Counted", "text": "Every *pump*."}],
    "resources": "Two motorbikes.",
    "results": [{"indicator": "Out of order", "baseline": "31", "value": "9", "unit": "%", "date": "2025-05"}],
    "results_text": "Unannounced checks.",
    "evidence": "controlled",
    "what_did_not_work": [{"what": "Fines", "why": "Silence.", "changed": "None now."}],
    "enabling_factors": "Mechanics lived there.",
    "conditions": [{"condition": "Someone can sign", "kind": "needed", "if_absent": "Ask the town."}],
    "lessons": "Count first.",
    "contact": "awa@example.org",
    "open_to_calls": True,
    "licence": "CC-BY-4.0",
    "reviewed_by": "Inês Duarte",
    "valid_until": "2040-06-30",
}


def make(session: Session, cast: Cast, audience: AudienceKind, state: NoteState = NoteState.PUBLISHED) -> Note:
    group = group_with(session, (cast.contributor, cast.dakar), (cast.lima_editor, cast.lima))
    note = factories.note(
        session,
        "A promise of three days",
        author=cast.contributor,
        teams=[cast.dakar],
        audience=audience,
        group_id=group.id if audience == AudienceKind.PEER_GROUP else None,
        state=state,
        **FULL,
    )
    if state == NoteState.WITHDRAWN:
        note.withdrawn_at, note.withdrawn_reason = clock.now(), "The figures were wrong."
    session.commit()
    return note


@pytest.mark.parametrize("audience", list(AudienceKind))
def test_the_page_opens_to_its_audience_alone(
    session: Session, cast: Cast, browse_as: SignIn, audience: AudienceKind
) -> None:
    note = make(session, cast, audience)
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        for path in ("", "/history", "/history/1", "/cite.bib", "/cite.ris", "/changes?from=1&to=1"):
            answer = browser.get(f"/notes/{note.permalink}{path}")
            assert answer.status_code == (200 if name in READERS[audience] else 404), (name, path)
            assert ("three days" in answer.text) == (name in READERS[audience]), (name, path)


@pytest.mark.parametrize("state", [NoteState.DRAFT, NoteState.SUBMITTED])
@pytest.mark.parametrize("audience", list(AudienceKind))
def test_a_note_not_yet_published_is_a_preview_for_its_writers(
    session: Session, cast: Cast, browse_as: SignIn, audience: AudienceKind, state: NoteState
) -> None:
    note = make(session, cast, audience, state)
    for name, member in cast.everybody().items():
        answer = browse_as(member).get(f"/notes/{note.permalink}")
        assert answer.status_code == (200 if name in WRITERS[audience] else 404), name
        assert ("This is a preview." in answer.text) == (name in WRITERS[audience])
        assert browse_as(member).get(f"/notes/{note.permalink}/cite.bib").status_code == 404


@pytest.mark.parametrize("audience", list(AudienceKind))
def test_a_withdrawn_note_leaves_a_tombstone_to_those_who_could_read_it(
    session: Session, cast: Cast, browse_as: SignIn, audience: AudienceKind
) -> None:
    note = make(session, cast, audience, NoteState.WITHDRAWN)
    for name, member in cast.everybody().items():
        answer = browse_as(member).get(f"/notes/{note.permalink}")
        assert answer.status_code == (410 if name in READERS[audience] | WRITERS[audience] else 404), name
        if answer.status_code == 410:
            assert "The figures were wrong." in answer.text
            assert "Pumps stood still." not in answer.text
        past = browse_as(member).get(f"/notes/{note.permalink}/history/1").status_code
        could = 410 if name in READERS[audience] else 404
        assert past == (200 if name in WRITERS[audience] else could), name


def test_a_successor_is_named_only_to_those_who_may_read_it(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = make(session, cast, AudienceKind.PUBLIC, NoteState.WITHDRAWN)
    note.successor = factories.note(
        session, "The corrected note", teams=[cast.dakar], audience=AudienceKind.ORGANIZATION
    )
    session.commit()
    assert "The corrected note" in browse_as(cast.editor).get(f"/notes/{note.permalink}").text
    assert "The corrected note" not in browse_as(cast.outsider).get(f"/notes/{note.permalink}").text


def test_the_page_shows_every_section_that_says_something(session: Session, cast: Cast, browse_as: SignIn) -> None:
    page = browse_as(None).get(f"/notes/{make(session, cast, AudienceKind.PUBLIC).permalink}").text
    for words in (
        "<strong>months</strong>",
        "Pumps stood still.",
        "One mechanic.",
        "Every <em>pump</em>.",
        "Two motorbikes.",
        '<th scope="row">Out of order</th><td class="num">31</td><td class="num">9</td><td>%</td><td>May 2025</td>',
        "Unannounced checks.",
        "Fines",
        "Silence.",
        "None now.",
        "Someone can sign",
        "Ask the town.",
        "Mechanics lived there.",
        "Count first.",
        "November 2022 to now",
        "Low income",
        "Inês Duarte",
        "June 30, 2040",
        "Creative Commons BY 4.0",
        "Awa Ndour",
        "Compared with a control",
    ):
        assert words in page, words
    assert 'id="sources"' not in page
    assert 'id="lasting"' not in page


def test_several_owners_stand_as_equals_with_their_own_authors(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = factories.note(session, "Two owners", author=cast.contributor, teams=[cast.lima, cast.dakar])
    session.commit()
    owners = re.findall(r"<li><b><a.*?</li>", browse_as(None).get(f"/notes/{note.permalink}").text)
    assert ["Dirección del Lago" in owners[0], "Awa Ndour" in owners[0]] == [True, False]
    assert "Awa Ndour" in owners[1]


def test_an_author_who_left_the_team_keeps_the_name(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = factories.note(session, "Old work", author=cast.outsider, teams=[cast.dakar])
    session.commit()
    assert "Written by Huda Hourani" in browse_as(None).get(f"/notes/{note.permalink}").text


def test_only_translations_one_may_read_are_offered(session: Session, cast: Cast, browse_as: SignIn) -> None:
    original = factories.note(session, "Une promesse", teams=[cast.dakar], language="fr")
    english = factories.note(session, "A promise", teams=[cast.dakar])
    inside = factories.note(
        session, "Una promesa", teams=[cast.dakar], language="es", audience=AudienceKind.ORGANIZATION
    )
    for note in (original, english, inside):
        note.translation_group = original.permalink
    english.translation_of = inside.translation_of = original
    session.commit()
    page = browse_as(None).get(f"/notes/{english.permalink}").text
    assert f'href="/notes/{original.permalink}" hreflang="fr" lang="fr"' in page
    assert inside.permalink not in page
    assert inside.permalink in browse_as(cast.editor).get(f"/notes/{english.permalink}").text


def test_words_in_another_language_are_marked(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = factories.note(session, "صندوق شكاوى", teams=[cast.dakar], language="ar", challenge="نص")
    session.commit()
    page = browse_as(None).get(f"/notes/{note.permalink}").text
    assert '<h1 lang="ar" dir="rtl">صندوق شكاوى</h1>' in page
    assert '<div lang="ar" dir="rtl"><p>نص</p></div>' in page


def test_a_reference_note_shows_its_text_source_and_licence(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = factories.note(
        session, "Handbook", teams=[cast.geneva], body="# First\n\nWords.\n\n# Second\n\n# Third", licence="MIT"
    )
    note.kind, note.source = Kind.REFERENCE, {"repository": "wells/handbook", "path": "a.md", "commit": "abc"}
    session.commit()
    page = browse_as(None).get(f"/notes/{note.permalink}").text
    for words in (
        "Reference note",
        '<h2 id="body-1">First</h2>',
        '<a href="#body-2"',
        "wells/handbook",
        "opensource.org",
    ):
        assert words in page


def test_a_note_past_its_date_says_so(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = make(session, cast, AudienceKind.PUBLIC)
    note.valid_until = clock.today()
    session.commit()
    assert "may be out of date" not in browse_as(None).get(f"/notes/{note.permalink}").text
    note.valid_until = clock.today() - timedelta(days=1)
    session.commit()
    assert "may be out of date" in browse_as(None).get(f"/notes/{note.permalink}").text


def test_pending_changes_are_hinted_at_to_writers_alone(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = make(session, cast, AudienceKind.PUBLIC)
    session.add(Revision(note=note, number=2, content=note.published_revision.content | {"challenge": "Secret plans."}))
    note.latest_number = 2
    session.commit()
    hint = "There are changes that readers do not see yet."
    for name, member in cast.everybody().items():
        page = browse_as(member).get(f"/notes/{note.permalink}").text
        assert (hint in page) == (name in WRITERS[AudienceKind.PUBLIC]), name
        assert "Secret plans." not in page


def test_buttons_are_drawn_only_for_who_may_use_them(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = make(session, cast, AudienceKind.PUBLIC)
    for name, member in cast.everybody().items():
        page = browse_as(member).get(f"/notes/{note.permalink}").text
        assert (f"/notes/{note.permalink}/edit" in page) == (name in {"contributor", "editor", "focal_point"}), name
        assert (f"/notes/{note.permalink}/withdraw" in page) == (name in {"editor", "focal_point"}), name


def test_hostile_words_in_any_field_stay_words(session: Session, cast: Cast, browse_as: SignIn) -> None:
    plain = "title place period_start period_end sector institution_type scale status income_level evidence licence"
    plain += " reviewed_by review_date valid_until"
    marked = "summary challenge context capacity legal_basis objectives beneficiaries resources cost time results_text"
    marked += " enabling_factors constraints community_needs gender_and_rights sustainability risks lessons advice"
    marked += " based_on references contact body"
    all_of_them = "\n\n".join(ATTACKS).replace("\0", "")  # saving takes it away, and PostgreSQL holds none
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1)'
    rows = {
        "what_we_did": [{"title": attack, "text": all_of_them}],
        "results": [dict.fromkeys(("indicator", "baseline", "value", "unit", "date"), attack)],
        "what_did_not_work": [{"what": attack, "why": all_of_them, "changed": all_of_them}],
        "conditions": [{"condition": attack, "kind": attack, "if_absent": all_of_them}],
        "tags": [attack],
    }
    texts = dict.fromkeys(plain.split(), attack) | dict.fromkeys(marked.split(), all_of_them)
    cast.water_agency.name = attack
    cast.contributor.name = attack
    note = factories.note(
        session, texts.pop("title"), author=cast.contributor, teams=[cast.dakar], countries=[attack], **texts, **rows
    )
    note.source = dict.fromkeys(("repository", "path", "commit", "date"), attack)
    note.translation_group = note.permalink
    factories.note(session, attack, teams=[cast.dakar], language="es").translation_group = note.permalink
    session.commit()
    for path in ("", "/history", "/history/1"):
        page = browse_as(None).get(f"/notes/{note.permalink}{path}")
        assert page.status_code == 200
        body = page.text[page.text.index("<main") : page.text.index("</main>")]
        assert "<script" not in body.lower()
        assert "<img" not in body.lower()
        wrong = [
            word
            for word in Judge(body).wrong
            if re.search(r" on|style|srcdoc|javascript|data:|iframe|object|embed", word)
        ]
        assert wrong == []


def test_a_stranger_who_has_the_page_is_told_that_it_is_unchanged(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    note = make(session, cast, AudienceKind.PUBLIC)
    browser = browse_as(None)
    tag = browser.get(f"/notes/{note.permalink}").headers["ETag"]
    again = browser.get(f"/notes/{note.permalink}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    note.title = note.title + "!"
    note.published_revision.content = note.published_revision.content | {"title": note.title}
    session.commit()
    assert browser.get(f"/notes/{note.permalink}", headers={"If-None-Match": tag}).status_code == 200
    assert "ETag" not in browse_as(cast.outsider).get(f"/notes/{note.permalink}").headers


@pytest.mark.parametrize("reader", ["stranger", "editor", "outsider"])
def test_the_page_takes_at_most_twelve_queries(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries, reader: str
) -> None:
    topics = [factories.topic(session, {"en": f"Topic {n}"}) for n in range(5)]
    notes = [
        factories.note(
            session,
            f"In {language}",
            author=cast.contributor,
            teams=[cast.dakar, cast.lima, cast.geneva],
            language=language,
            topics=topics,
            **FULL,
        )
        for language in ("en", "fr", "es", "pt", "ru")
    ]
    for note in notes:
        note.translation_group = notes[0].permalink
    session.commit()
    browser, address = browse_as(cast.everybody()[reader]), f"/notes/{notes[0].permalink}"
    with count_queries() as queries:
        assert browser.get(address).status_code == 200
    assert len(queries) <= 12, "\n".join(queries)


@pytest.mark.parametrize("permalink", ["nothing000", "x" * 500, "%00", "..%2f..", "0123456789'"])
def test_an_address_of_no_note_is_not_found(browse_as: SignIn, permalink: str) -> None:
    for path in ("", "/history", "/history/1", "/changes", "/cite.bib"):
        assert browse_as(None).get(f"/notes/{permalink}{path}").status_code == 404


def test_all_notes_are_found_by_search(browse_as: SignIn) -> None:
    answer = browse_as(None).get("/notes")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/search?sort=newest")
