"""The page of a person."""

from knowledge import clock
from knowledge.notes.models import AudienceKind
from tests import factories


def page_of(browser, member):
    return browser.get(f"/people/{member.permalink}")


def test_every_member_reads_profiles_and_a_stranger_is_asked_to_sign_in(browse_as, cast):
    for name, member in cast.everybody().items():
        answer = page_of(browse_as(member), cast.contributor)
        assert answer.status_code == (302 if name == "stranger" else 200), name


def test_a_person_page_shows_teams_languages_and_readable_notes(browse_as, session, cast):
    factories.note(session, "Pumps counted", author=cast.contributor, teams=[cast.dakar])
    factories.note(
        session, "For us alone", author=cast.contributor, teams=[cast.dakar], audience=AudienceKind.ORGANIZATION
    )
    session.commit()
    colleague = page_of(browse_as(cast.editor), cast.contributor).text
    elsewhere = page_of(browse_as(cast.lima_editor), cast.contributor).text
    assert "For us alone" in colleague
    assert "Pumps counted" in elsewhere
    assert "Senegal" in elsewhere
    assert "français" in elsewhere
    assert "For us alone" not in elsewhere
    assert cast.contributor.email not in elsewhere


def test_a_suspended_or_unconfirmed_person_has_no_page(browse_as, session, cast):
    browser, boss = browse_as(cast.editor), browse_as(cast.administrator)
    cast.outsider.suspended_at = clock.now()
    cast.lima_editor.email_confirmed_at = None
    session.commit()
    assert page_of(browser, cast.outsider).status_code == 404
    assert page_of(boss, cast.outsider).status_code == 200
    assert page_of(boss, cast.lima_editor).status_code == 404
    assert browser.get("/people/nobodyatall").status_code == 404
