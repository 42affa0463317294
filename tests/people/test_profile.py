"""What a member tells the network."""

import pytest

from knowledge.errors import Invalid, NotAllowed
from knowledge.people.models import Interest
from knowledge.people.profile import Profile, edit_profile
from tests import factories


def typed(**more):
    return {"name": "Mamadou Faye", "timezone": "Africa/Dakar", "interface_language": "fr", **more}


def test_a_profile_is_kept_with_offers_and_needs(session, cast):
    pumps, floods = factories.topic(session, {"en": "Pumps"}), factories.topic(session, {"fr": "Crues"})
    profile = Profile(
        name="  Mamadou   Faye ", about="Counts pumps.", languages=["fr", "wo", "fr"], timezone="Africa/Dakar",
        offers=[pumps.id], needs=[floods.id, pumps.id],
    )  # fmt: skip
    edit_profile(session, cast.actor(cast.editor), cast.editor, profile)
    assert (cast.editor.name, cast.editor.languages) == ("Mamadou Faye", ["fr", "wo"])
    kept = {(row.interest, row.topic_id) for row in cast.editor.interests}
    assert kept == {(Interest.OFFER, pumps.id), (Interest.NEED, floods.id), (Interest.NEED, pumps.id)}
    edit_profile(session, cast.actor(cast.editor), cast.editor, Profile(name="M", timezone="UTC", needs=[floods.id]))
    assert [(row.interest, row.topic_id) for row in cast.editor.interests] == [(Interest.NEED, floods.id)]


def test_everything_wrong_is_named_at_once(session, cast):
    wrong = Profile(name=" ", timezone="Mars/Base", languages=["xx-nowhere"], interface_language="??", about="x" * 4001)
    with pytest.raises(Invalid) as refused:
        edit_profile(session, cast.actor(cast.editor), cast.editor, wrong)
    assert set(refused.value.fields) == {"name", "timezone", "languages", "interface_language", "about"}


def test_only_oneself_edits_a_profile(session, cast):
    for name, member in cast.everybody().items():
        if name != "editor":
            with pytest.raises(NotAllowed):
                edit_profile(session, cast.actor(member), cast.editor, Profile(name="Somebody else"))


def test_the_page_keeps_what_is_entered(browse_as, session, cast):
    browser = browse_as(cast.editor)
    sent = browser.post(
        "/people/profile", data=typed(languages=["fr"], other_languages="wolof, Kiswahili, ff", about="Hi")
    )
    assert sent.headers["Location"] == f"/people/{cast.editor.permalink}"
    session.commit()
    assert cast.editor.languages == ["fr", "wo", "sw", "ff"]
    assert cast.editor.mail_notices is False
    assert "wolof" in browser.get("/people/profile").text.lower()


def test_an_unknown_language_is_named_and_nothing_typed_is_lost(browse_as, cast):
    answer = browse_as(cast.editor).post(
        "/people/profile", data=typed(other_languages="Wolof, Klingonnish", about="Much that I wrote")
    )
    assert answer.status_code == 422
    assert "Klingonnish" in answer.text
    assert "Much that I wrote" in answer.text


def test_a_topic_is_found_and_chosen_without_a_script(browse_as, session, cast):
    pumps = factories.topic(session, {"en": "Hand pumps", "fr": "Pompes à main"})
    session.commit()
    browser = browse_as(cast.editor)
    found = browser.post(
        "/people/profile", data=typed(about="Not to be lost", **{"find": "offers", "offers-query": "pompes"})
    )
    assert found.status_code == 200
    assert f'name="offers" value="{pumps.id}"' in found.text
    assert "Not to be lost" in found.text
    browser.post("/people/profile", data=typed(offers=[str(pumps.id)]))
    session.commit()
    assert [row.topic_id for row in cast.editor.interests] == [pumps.id]
    shown = browser.get("/people/profile").text
    assert f'name="offers" value="{pumps.id}" checked' in shown


def test_nonsense_for_a_topic_is_left_out(browse_as, session, cast):
    sent = browse_as(cast.editor).post("/people/profile", data=typed(offers=["x", "-1", "999999999999999999", "77"]))
    assert sent.status_code == 302
    session.commit()
    assert cast.editor.interests == []


def test_markup_in_a_profile_is_shown_as_text(browse_as, session, cast):
    cast.editor.name, cast.editor.about = "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'
    session.commit()
    page = browse_as(cast.lima_editor).get(f"/people/{cast.editor.permalink}").text
    assert "<script>alert" not in page
    assert "<img" not in page
