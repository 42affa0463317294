"""A sign-in ends in the database, so that a copied cookie is worth nothing afterwards."""

from knowledge.people.sign_in import list_sign_ins


def is_in(browser):
    return browser.get("/people/account").status_code == 200


def test_a_copied_cookie_is_worthless_after_sign_out(app, browse_as, cast):
    browser = browse_as(cast.editor)
    with browser.session_transaction() as kept:
        copied = dict(kept)
    browser.post("/people/sign-out")
    thief = app.test_client()
    with thief.session_transaction() as kept:
        kept.update(copied)
    assert not is_in(thief)


def test_suspension_ends_every_sign_in_at_once(browse_as, session, cast):
    phone, desk, boss = browse_as(cast.editor), browse_as(cast.editor), browse_as(cast.administrator)
    assert is_in(phone)
    assert boss.post(f"/people/{cast.editor.permalink}/suspend").status_code == 302
    assert not is_in(phone)
    assert not is_in(desk)


def test_the_page_counts_devices_and_ends_the_others(browse_as, session, cast):
    here, there = browse_as(cast.editor), browse_as(cast.editor)
    assert "Signed in on 2 devices" in here.get("/people/account").text
    here.post("/people/account/sign-ins/end")
    assert is_in(here)
    assert not is_in(there)
    assert "Signed in on 1 device" in here.get("/people/account").text


def test_one_device_can_be_ended_alone_and_only_ones_own(browse_as, session, cast):
    here, there, stranger = browse_as(cast.editor), browse_as(cast.editor), browse_as(cast.lima_editor)
    with there.session_transaction() as kept:
        token = kept["_user_id"]
    from knowledge.people.sign_in import digest

    stranger.post("/people/account/sign-ins/end", data={"sign_in": digest(token)})
    assert is_in(there)
    here.post("/people/account/sign-ins/end", data={"sign_in": digest(token)})
    assert not is_in(there)
    assert is_in(here)
    assert len(list_sign_ins(session, cast.editor.id)) == 1


def test_a_device_is_named_as_its_owner_knows_it(app, cast):
    browser = app.test_client()
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    from tests.factories import PASSWORD

    browser.post(
        "/people/sign-in", data={"email": cast.editor.email, "password": PASSWORD}, headers={"User-Agent": agent}
    )
    assert "Firefox on Linux" in browser.get("/people/account").text
