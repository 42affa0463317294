"""The pages of a translation: choosing a language, the source beside the form, what changed there, the desk and notices."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.notices.letters import compose
from knowledge import clock
from knowledge.notes.content import Block, Condition
from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.proposal import proposal_at
from knowledge.notes.publishing import publish_note, withdraw_note
from knowledge.notes.translating.starting import start_translation
from knowledge.notes.writing import save_revision
from knowledge.notices.models import Notice, OutgoingMail
from tests import factories
from tests.conftest import SignIn
from tests.notes.proposals import as_sent, snapshot
from tests.notes.translations import begun, revise, source_note, translated, write
from tests.personas import Cast
from tests.queries import CountQueries

BEHIND = "Behind its source since"


def sent(session: Session, note: Note, **more: Any) -> dict[str, Any]:
    """The form as it stands, with some fields changed."""
    standing = proposal_at(session, note, note.latest_number)
    changed = replace(standing, content=replace(standing.content, **more))
    return as_sent(changed, note.latest_number)


def test_from_the_note_to_the_form_with_the_source_beside_it(session: Session, cast: Cast, browse_as: SignIn) -> None:
    source = source_note(session, cast, challenge="Il manquait un *joint*.", lessons="Demander <d'abord>.")
    browser = browse_as(cast.lima_editor)
    assert f'href="/notes/{source.permalink}/translate"' in browser.get(f"/notes/{source.permalink}").text
    choosing = browser.get(f"/notes/{source.permalink}/translate").text
    assert '<option value="es">' in choosing and '<option value="fr"' not in choosing
    answer = browser.post(f"/notes/{source.permalink}/translate", data={"language": "es"})
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert '<div class="text" lang="fr" dir="ltr">Il manquait un *joint*.</div>' in page
    assert '<div class="text" lang="fr" dir="ltr">Demander &lt;d&#39;abord&gt;.</div>' in page
    assert 'name="countries" value="SN" checked' in page and 'value="87"' in page
    assert page.index("Il manquait") < page.index('id="challenge"'), "above the field where there is one column"
    source_row = re.search(r'<fieldset class="row" id="conditions-0".*?</fieldset>', page, re.DOTALL)
    assert source_row is not None and "A shop within half a day" in source_row[0]


def test_the_form_has_a_row_for_each_of_the_sources(session: Session, cast: Cast, browse_as: SignIn) -> None:
    rows = (Block("Un", "1"), Block("Deux", "2"), Block("Trois", "3"))
    source = source_note(session, cast, what_we_did=rows, conditions=(Condition("Jamais", "harmful"),))
    page = browse_as(cast.lima_editor).get(f"/notes/{begun(session, cast, source).permalink}/edit").text
    for number, row in enumerate(rows):
        part = page.split(f'<fieldset class="row" id="what_we_did-{number}"')[1].split("</fieldset>")[0]
        assert row.title in part
    assert re.search(r'name="conditions-0-kind" value="harmful"[^>]* checked', page)


def test_a_language_there_is_already_is_told_with_the_version(session: Session, cast: Cast, browse_as: SignIn) -> None:
    source = source_note(session, cast)
    spanish, english = translated(session, cast, source), begun(session, cast, source, "en")
    browser = browse_as(cast.lima_editor)
    for language, words, link in (
        ("es", "There is a version in this language already", f"/notes/{spanish.permalink}"),
        ("fr", "The note is in this language already", f"/notes/{source.permalink}"),
        ("en", "You or your team are writing a version in this language", f"/notes/{english.permalink}/edit"),
        ("<b>", "Please choose a language from the list", f"/notes/{spanish.permalink}"),
    ):
        answer = browser.post(f"/notes/{source.permalink}/translate", data={"language": language})
        assert answer.status_code == 422
        assert words in answer.text and f'href="{link}"' in answer.text
        assert "<b>" not in answer.text.replace("<b><bdi>", "")


def test_a_draft_of_others_is_not_named(session: Session, cast: Cast, browse_as: SignIn) -> None:
    source = source_note(session, cast)
    draft = begun(session, cast, source)
    for member in (cast.contributor, cast.coordinator, cast.outsider):
        browser = browse_as(member)
        for page in ("", "/translate"):
            assert draft.permalink not in browser.get(f"/notes/{source.permalink}{page}").text
    assert (
        browse_as(cast.coordinator)
        .post(f"/notes/{source.permalink}/translate", data={"language": "es"})
        .location.endswith("/edit")
    )


def test_the_second_version_in_a_language_comes_back_with_every_word(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    source = source_note(session, cast)
    note = begun(session, cast, source)
    write(session, cast, note)
    other = translated(session, cast, source_note(session, cast, title="Autre"))
    other.translation_of, other.translation_group = source, source.permalink
    session.commit()
    form = sent(session, note, lessons="Palabras nuevas.")
    answer = browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/edit", data=form | {"then": "publish"})
    assert answer.status_code == 422
    assert "There is a version in this language already" in answer.text and "Palabras nuevas." in answer.text


def test_translating_a_translation_says_what_it_is_linked_to(session: Session, cast: Cast, browse_as: SignIn) -> None:
    source = source_note(session, cast, challenge="En français.")
    english = translated(session, cast, source, "en", challenge="In English.")
    browser = browse_as(cast.lima_editor)
    assert "This note is itself a translation" in browser.get(f"/notes/{english.permalink}/translate").text
    answer = browser.post(f"/notes/{english.permalink}/translate", data={"language": "ar"})
    page = browser.get(answer.location).text
    assert '<div class="text" lang="en" dir="ltr">In English.</div>' in page and "En français." not in page
    other = re.search(rf'href="(/notes/\w+/edit\?beside={source.permalink})"', page)
    assert other is not None
    assert '<div class="text" lang="fr" dir="ltr">En français.</div>' in browser.get(other[1]).text


def test_readers_change_the_language_on_the_page(session: Session, cast: Cast, browse_as: SignIn) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    hidden = translated(session, cast, source, "en")
    hidden.audience = AudienceKind.ORGANIZATION
    hidden.readers = [row for row in hidden.readers if row.term.startswith("member")]
    session.commit()
    tabs = browse_as(None).get(f"/notes/{note.permalink}").text.split('class="tabs"')[1].split("</nav>")[0]
    assert f'href="/notes/{source.permalink}" hreflang="fr"' in tabs
    assert f'href="/notes/{note.permalink}" aria-current="page"' in tabs
    assert hidden.permalink not in tabs
    assert hidden.permalink in browse_as(cast.lima_editor).get(f"/notes/{note.permalink}").text


def test_everybody_reads_since_when_it_is_behind_and_what_changed(
    session: Session, cast: Cast, browse_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_note(session, cast, challenge="Une semaine d'attente.")
    note = translated(session, cast, source)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime(2027, 3, 3, 12, tzinfo=UTC))
        revise(session, cast, source, challenge="Deux semaines d'attente.", lessons="Compter.", audience="network")
        revise(session, cast, source, audience=AudienceKind.PUBLIC)
    for member in (None, cast.lima_editor):
        browser = browse_as(member)
        shown = browser.get(f"/notes/{note.permalink}").text
        assert f"{BEHIND} March 3, 2027: 2 fields changed." in shown
        page = browser.get(f"/notes/{note.permalink}/source").text
        assert "<del>Une semaine </del>" in page and "<ins>Deux semaines </ins>" in page
        assert re.findall(r'<h2 id="change-\d">([^<]*)</h2>', page) == ["The challenge", "Lessons learned"]
        assert ("up to date with the source now" in page) is (member is not None)
    assert BEHIND not in browse_as(None).get(f"/notes/{source.permalink}").text
    form = browse_as(cast.lima_editor).get(f"/notes/{note.permalink}/edit").text
    assert f"{BEHIND} March 3, 2027" in form
    assert form.count('<span class="badge badge-sun">changed</span>') == 2


def test_one_press_brings_it_up_to_date(session: Session, cast: Cast, browse_as: SignIn) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    browser = browse_as(cast.lima_editor)
    assert 'name="said" value="2"' in browser.get(f"/notes/{note.permalink}/source").text
    answer = browser.post(f"/notes/{note.permalink}/source", data={"said": "2"}, follow_redirects=True)
    assert "counts as up to date" in answer.text and BEHIND not in answer.text
    assert BEHIND not in browse_as(None).get(f"/notes/{note.permalink}").text
    assert "up to date with its source" in browser.get(f"/notes/{note.permalink}/source").text
    for odd in ("", "x", "-1", "9" * 30, "7"):
        assert browser.post(f"/notes/{note.permalink}/source", data={"said": odd}).status_code == 404


@pytest.mark.parametrize("then", ["", "publish"])
def test_saving_and_publishing_can_say_so_too(session: Session, cast: Cast, browse_as: SignIn, then: str) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    browser = browse_as(cast.lima_editor)
    assert 'name="up_to_date" value="2"' in browser.get(f"/notes/{note.permalink}/edit").text
    form = sent(session, note, challenge="Otra cosa.") | {"up_to_date": "2", "then": then}
    browser.post(f"/notes/{note.permalink}/edit", data=form)
    assert (BEHIND in browse_as(None).get(f"/notes/{note.permalink}").text) is (then == "")
    assert BEHIND not in browser.get(f"/notes/{note.permalink}/edit").text
    assert "Translations behind" not in browser.get("/desk").text


def test_without_the_tick_it_stays_behind(session: Session, cast: Cast, browse_as: SignIn) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    form = sent(session, note, lessons="Otra.") | {"then": "publish"}
    browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/edit", data=form)
    assert BEHIND in browse_as(None).get(f"/notes/{note.permalink}").text


def test_the_desk_of_its_team_lists_it(session: Session, cast: Cast, browse_as: SignIn) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    lima_writer = factories.member(session, "Rosa Quispe", team=cast.lima)
    revise(session, cast, source, challenge="Autre chose.")
    for member, listed in (
        (cast.lima_editor, True),
        (lima_writer, False),
        (cast.editor, False),
        (cast.coordinator, False),
    ):
        browser = browse_as(member)
        for page in ("/desk", "/desk/behind"):
            assert (f"/notes/{note.permalink}/source" in browser.get(page).text) is listed, (member.name, page)
    revise(session, cast, source, audience=AudienceKind.ORGANIZATION)
    assert note.permalink not in browse_as(cast.lima_editor).get("/desk").text
    assert "0 fields" not in browse_as(cast.lima_editor).get("/desk/behind").text


def test_the_notice_leads_to_what_changed_while_one_may_read_the_source(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    source = source_note(session, cast, title="Où dorment les pièces")
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    browser = browse_as(cast.lima_editor)
    assert "was published anew: see what changed" in browser.get("/notices").text
    notice = session.scalars(select(Notice).where(Notice.kind == "note_source_changed")).one()
    assert browser.post(f"/notices/{notice.id}", data={"open": "1"}).location == f"/notes/{note.permalink}/source"
    revise(session, cast, source, audience=AudienceKind.ORGANIZATION)
    page = browse_as(cast.lima_editor).get("/notices").text
    assert "published anew" not in page and "no longer available to you" in page


def test_the_letter_asks_again(app: Any, session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    translated(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    of_source = OutgoingMail.notice.has(Notice.kind == "note_source_changed")
    with app.app_context():
        letter = session.scalars(select(OutgoingMail).where(of_source)).one()
        assert compose(session, letter) is not None
        revise(session, cast, source, audience=AudienceKind.ORGANIZATION)
        letter = session.scalars(select(OutgoingMail).where(of_source)).one()
        assert compose(session, letter) is None


def test_of_a_source_closed_to_the_translator_nothing_is_left(session: Session, cast: Cast, browse_as: SignIn) -> None:
    """Neither its words, its title, its address, what changed, nor that there is one."""
    source = source_note(session, cast, title="Le secret des pièces", challenge="Un mot rare: grimoire.")
    note = translated(session, cast, source)
    write(session, cast, note, lessons="Una más.")
    revise(session, cast, source, challenge="Encore un mot: palimpseste.", audience=AudienceKind.ORGANIZATION)
    pages = [
        "",
        "/edit",
        "/review",
        "/history",
        "/changes?from=1&to=2",
        "/history/1",
        "/source",
        "/cite.bib",
        "/lineage",
    ]
    secrets = ("grimoire", "palimpseste", "Le secret des pièces", source.permalink, BEHIND, "words-beside")
    for member in (None, cast.lima_editor, cast.outsider):
        browser = browse_as(member)
        for page in (*(f"/notes/{note.permalink}{page}" for page in pages), "/desk", "/desk/behind", "/notices"):
            text = browser.get(page, follow_redirects=True).text
            assert [word for word in secrets if word in text] == [], (member and member.name, page)
    assert browse_as(cast.lima_editor).get(f"/notes/{note.permalink}/source").status_code == 404
    answer = browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/source", data={"said": "2"})
    assert answer.status_code == 404
    assert BEHIND in browse_as(cast.editor).get(f"/notes/{note.permalink}").text, "its own organization still sees it"


def test_what_the_source_said_for_others_alone_is_not_shown(session: Session, cast: Cast, browse_as: SignIn) -> None:
    source = source_note(session, cast, challenge="Entre nous: grimoire.", audience=AudienceKind.ORGANIZATION)
    note = start_translation(session, cast.actor(cast.contributor), source, "es", cast.dakar.id)
    standing = proposal_at(session, note, 0)
    words = replace(snapshot(cast, title="Piezas").content, countries=("SN",))
    proposal = replace(standing, content=words, audience=AudienceKind.PUBLIC)
    save_revision(session, cast.actor(cast.contributor), note, proposal, 0)
    publish_note(session, cast.actor(cast.editor), note)
    session.commit()
    revise(session, cast, source, challenge="Pour tous.", audience=AudienceKind.PUBLIC)
    page = browse_as(None).get(f"/notes/{note.permalink}/source")
    assert page.status_code == 200
    assert "was not published for you" in page.text and "grimoire" not in page.text
    assert "grimoire" in browse_as(cast.editor).get(f"/notes/{note.permalink}/source").text


def test_a_withdrawn_source_is_said_and_no_longer_beside_the_form(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    source, better = source_note(session, cast, challenge="Grimoire."), source_note(session, cast, title="Mieux")
    note = translated(session, cast, source)
    withdraw_note(session, cast.actor(cast.editor), source, "Wrong.", better.permalink)
    session.commit()
    for member in (None, cast.lima_editor):
        page = browse_as(member).get(f"/notes/{note.permalink}")
        assert page.status_code == 200 and "Faltaba un sello." in page.text
        assert "was withdrawn on" in page.text and f'href="/notes/{better.permalink}"' in page.text
    form = browse_as(cast.lima_editor).get(f"/notes/{note.permalink}/edit").text
    assert "was withdrawn on" in form and "Grimoire" not in form
    assert browse_as(None).get(f"/notes/{note.permalink}/source").status_code == 410


def test_a_member_without_a_team_is_told_where_to_find_one(session: Session, cast: Cast, browse_as: SignIn) -> None:
    source = source_note(session, cast)
    browser = browse_as(cast.outsider)
    assert "/translate" not in browser.get(f"/notes/{source.permalink}").text
    assert "A note belongs to a team" in browser.get(f"/notes/{source.permalink}/translate").text
    assert browser.post(f"/notes/{source.permalink}/translate", data={"language": "es"}).status_code == 403


def test_the_pages_take_at_most_twelve_queries(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries
) -> None:
    source = source_note(session, cast)
    for language in ("en", "pt", "ru", "zh"):
        translated(session, cast, source, language)
    note, fresh = translated(session, cast, source), begun(session, cast, source, "ar")
    write(session, cast, fresh, title="العنوان هنا", challenge="نص طويل")
    revise(session, cast, source, challenge="Autre chose.")
    browser = browse_as(cast.lima_editor)
    pages = [f"/notes/{one.permalink}{page}" for one in (note, fresh) for page in ("", "/edit", "/review", "/source")]
    for page in (*pages, f"/notes/{note.permalink}/translate", "/desk", "/desk/behind", "/notices"):
        with count_queries() as queries:
            assert browser.get(page).status_code == 200
        assert len(queries) <= 12, (page, len(queries), "\n".join(queries))
    withdraw_note(session, cast.actor(cast.editor), source, "Wrong.", note.permalink)
    session.commit()
    for page in pages[:3]:
        with count_queries() as queries:
            assert browser.get(page).status_code == 200
        assert len(queries) <= 12, (page, "\n".join(queries))


def test_a_tick_for_a_source_that_went_away_meanwhile_undoes_nothing(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, lessons="Autre chose.")
    form = sent(session, note, lessons="Otra cosa.") | {"up_to_date": str(source.latest_number)}
    withdraw_note(session, cast.actor(cast.editor), source, "It was wrong.")
    session.commit()
    answer = browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/edit", data=form, follow_redirects=True)
    assert answer.status_code == 200
    assert "could not be noted that the translation follows it" in answer.text
    session.rollback()
    assert proposal_at(session, note, note.latest_number).content.lessons == "Otra cosa."


def test_rows_that_were_taken_away_do_not_come_back(session: Session, cast: Cast, browse_as: SignIn) -> None:
    rows = (Block("Un", "1"), Block("Deux", "2"))
    note = begun(session, cast, source_note(session, cast, what_we_did=rows))
    write(session, cast, note, what_we_did=(Block("Uno", "1"),))
    page = browse_as(cast.lima_editor).get(f"/notes/{note.permalink}/edit").text
    assert 'id="what_we_did-0"' in page
    assert 'id="what_we_did-1"' not in page
