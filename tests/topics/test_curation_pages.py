"""Coordinators curate in the browser, with nothing but forms; nothing they typed is ever lost."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.topics.curating import broader_of, related_of
from knowledge.topics.models import FeaturedNote, Topic
from knowledge.topics.names import LanguageRow, rows_of
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast


@pytest.fixture
def browser(cast: Cast, browse_as: SignIn) -> FlaskClient:
    return browse_as(cast.coordinator)


@pytest.fixture
def rain(session: Session, cast: Cast) -> Topic:
    topic = factories.topic(session, {"en": "Rain", "fr": "Pluie"})
    session.commit()
    return topic


def row(number: int, language: str, preferred: str, *alternatives: str) -> dict[str, str]:
    values = {"language": language, "preferred": preferred, "alternatives": "\r\n".join(alternatives)}
    return {f"rows-{number}-{name}": value for name, value in values.items()}


def labels_now(session: Session, topic: Topic) -> list[LanguageRow]:
    session.rollback()  # a new transaction sees what the pages committed
    return rows_of(topic.labels)


def newest(session: Session) -> Topic:
    session.rollback()
    return session.scalars(select(Topic).order_by(Topic.id.desc()).limit(1)).one()


def test_a_topic_is_added_under_another(session: Session, browser: FlaskClient, rain: Topic) -> None:
    assert "Rain" in browser.get(f"/topics/new?under={rain.permalink}").text
    data = row(0, "en", "Tanks", "Cisterns", "Rain barrels") | row(1, "fr", "") | {"broader": rain.id, "save": "yes"}
    page = browser.post("/topics/new", data=data, follow_redirects=True)
    assert "The topic was added." in page.text
    assert labels_now(session, newest(session)) == [LanguageRow("en", "Tanks", ("Cisterns", "Rain barrels"))]
    assert broader_of(session, newest(session).id) == {rain.id}


def test_the_place_of_a_new_topic_is_found_by_label_without_a_script(browser: FlaskClient, rain: Topic) -> None:
    data = row(0, "en", "Tanks") | {"broader-query": "pluie", "find": "broader"}
    page = browser.post("/topics/new", data=data)
    assert f'name="broader" value="{rain.id}"' in page.text
    assert 'value="Tanks"' in page.text


def test_a_name_that_exists_is_shown_before_it_is_added_again(
    session: Session, browser: FlaskClient, rain: Topic
) -> None:
    page = browser.post("/topics/new", data=row(0, "es", "pluie"))
    assert page.status_code == 422
    assert "There is a topic with this name already" in page.text
    before = newest(session).id
    browser.post("/topics/new", data=row(0, "es", "pluie") | {"anyway": "yes"})
    assert newest(session).id > before


def test_rows_come_and_go_without_a_script(browser: FlaskClient, rain: Topic) -> None:
    address = f"/topics/{rain.permalink}/labels"
    data = row(0, "en", "Rain") | row(1, "fr", "Pluie") | {"version": "0"}
    more = browser.post(address, data=data | {"add": "rows"})
    assert more.status_code == 200
    assert 'name="rows-2-language"' in more.text
    fewer = browser.post(address, data=data | {"remove": "rows-0"})
    assert 'value="Pluie"' in fewer.text
    assert 'value="Rain"' not in fewer.text
    assert 'name="rows-1-language"' not in fewer.text


def test_labels_are_edited_by_language(session: Session, browser: FlaskClient, rain: Topic) -> None:
    address = f"/topics/{rain.permalink}/labels"
    form = browser.get(address).text
    assert 'value="Rain"' in form
    data = row(0, "en", "Rainfall", "Rain") | row(1, "fr", "") | row(2, "ar", "مطر") | {"version": "0", "save": "yes"}
    assert "The labels were saved." in browser.post(address, data=data, follow_redirects=True).text
    assert labels_now(session, rain) == [LanguageRow("ar", "مطر"), LanguageRow("en", "Rainfall", ("Rain",))]
    history = browser.get(f"/topics/{rain.permalink}/history").text
    assert "Labels changed" in history
    assert "Inès Favre" in history
    assert 'Added (Arabic, preferred label): <span lang="ar" dir="rtl">مطر</span>' in history


def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    session: Session, browser: FlaskClient, rain: Topic
) -> None:
    data = row(0, "en", "Rainfall") | row(1, "en", "Second") | row(2, "klingon!", "Third", "Fourth") | {"version": "0"}
    page = browser.post(f"/topics/{rain.permalink}/labels", data=data)
    assert page.status_code == 422
    assert re.search(r'id="rows-1-language-error">This language is listed above already', page.text)
    assert re.search(r'id="rows-2-language-error">This is no language code', page.text)
    for word in ("Rainfall", "Second", "klingon!", "Third", "Fourth"):
        assert word in page.text
    assert labels_now(session, rain)[0].preferred == "Rain"
    nothing = browser.post(f"/topics/{rain.permalink}/labels", data=row(0, "en", "") | {"version": "0"})
    assert "A topic needs a label in at least one language." in nothing.text


def test_the_second_of_two_coordinators_sees_both_and_loses_nothing(
    session: Session, cast: Cast, browser: FlaskClient, rain: Topic
) -> None:
    address = f"/topics/{rain.permalink}/labels"
    browser.post(address, data=row(0, "en", "Rainfall") | {"version": "0"})
    page = browser.post(address, data=row(0, "en", "Showers", "Drizzle") | {"version": "0"})
    assert page.status_code == 409
    assert "Another coordinator changed this topic" in page.text
    assert 'value="Showers"' in page.text
    assert "Drizzle" in page.text
    assert "Rainfall" in page.text
    assert labels_now(session, rain) == [LanguageRow("en", "Rainfall")]
    version = re.search(r'name="version" type="hidden" value="(\d+)"', page.text)
    assert version is not None
    browser.post(address, data=row(0, "en", "Showers", "Drizzle") | {"version": version[1]})
    assert labels_now(session, rain) == [LanguageRow("en", "Showers", ("Drizzle",))]


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40])
def test_a_form_without_a_usable_version_counts_as_stale(browser: FlaskClient, rain: Topic, version: str) -> None:
    for part, data in (("labels", row(0, "en", "Showers")), ("scope", {}), ("place", {}), ("retire", {})):
        response = browser.post(f"/topics/{rain.permalink}/{part}", data=data | {"version": version, "save": "yes"})
        assert response.status_code == 409, part


def test_scope_notes_are_edited_by_language(session: Session, browser: FlaskClient, rain: Topic) -> None:
    address = f"/topics/{rain.permalink}/scope"
    assert 'value="en"' in browser.get(address).text
    notes = {
        "rows-0-language": "en",
        "rows-0-text": "What falls.",
        "rows-1-language": "fr",
        "rows-1-text": "Ce qui tombe.",
    }
    browser.post(address, data=notes | {"version": "0"})
    assert "What falls." in browser.get(f"/topics/{rain.permalink}").text
    assert "Ce qui tombe." in browser.get(address).text
    stale = browser.post(address, data={"rows-0-language": "en", "rows-0-text": "All that falls.", "version": "0"})
    assert stale.status_code == 409
    assert "All that falls." in stale.text
    wrong = browser.post(address, data={"rows-0-language": "", "rows-0-text": "Words", "version": "1"})
    assert wrong.status_code == 422
    assert "Say in which language this is" in wrong.text


def test_the_place_is_changed_with_the_picker(session: Session, browser: FlaskClient, rain: Topic) -> None:
    weather, snow = factories.topic(session, {"en": "Weather"}), factories.topic(session, {"en": "Snow"})
    session.commit()
    address = f"/topics/{rain.permalink}/place"
    found = browser.post(address, data={"broader-query": "weath", "related-query": "sno", "find": "broader"}).text
    assert f'name="broader" value="{weather.id}"' in found
    assert f'name="related" value="{snow.id}"' in found
    browser.post(address, data={"broader": weather.id, "related": snow.id, "version": "0", "save": "yes"})
    session.rollback()
    assert broader_of(session, rain.id) == {weather.id}
    assert related_of(session, rain.id) == {snow.id}
    history = browser.get(f"/topics/{rain.permalink}/history").text
    assert 'Now under <span lang="en" dir="ltr">Weather</span>' in history


def test_a_cycle_is_refused_at_the_field(session: Session, browser: FlaskClient, rain: Topic) -> None:
    below = factories.topic(session, {"en": "Drops"}, broader=rain)
    session.commit()
    address = f"/topics/{rain.permalink}/place"
    page = browser.post(address, data={"broader": below.id, "version": "0", "save": "yes"})
    assert page.status_code == 422
    assert re.search(r'id="broader-error">“Drops” stands under this topic already', page.text)
    itself = browser.post(address, data={"broader": rain.id, "version": "0", "save": "yes"})
    assert "A topic cannot stand under itself" in itself.text


def test_a_stale_place_shows_what_is_there_now(session: Session, browser: FlaskClient, rain: Topic) -> None:
    weather, snow = factories.topic(session, {"en": "Weather"}), factories.topic(session, {"en": "Snow"})
    session.commit()
    address = f"/topics/{rain.permalink}/place"
    browser.post(address, data={"broader": weather.id, "version": "0", "save": "yes"})
    page = browser.post(address, data={"broader": snow.id, "version": "0", "save": "yes"})
    assert page.status_code == 409
    assert "Weather" in page.text
    assert f'name="broader" value="{snow.id}" checked' in page.text


def test_notes_are_featured_ordered_and_taken_away(
    session: Session, cast: Cast, browser: FlaskClient, rain: Topic
) -> None:
    one, two = (factories.note(session, f"Note {n}", teams=[cast.dakar], topics=[rain]) for n in range(2))
    session.commit()
    address = f"/topics/{rain.permalink}/featured"

    def act(name: str, permalink: str) -> list[int]:
        version = re.search(r'name="version" type="hidden" value="(\d+)"', browser.get(address).text)
        assert version is not None
        browser.post(address, data={"act": f"{name}:{permalink}", "version": version[1]})
        session.rollback()
        return list(session.scalars(select(FeaturedNote.note_id).order_by(FeaturedNote.position)))

    assert act("feature", one.permalink) == [one.id]
    assert act("feature", two.permalink) == [one.id, two.id]
    assert act("up", two.permalink) == [two.id, one.id]
    assert act("down", two.permalink) == [one.id, two.id]
    assert act("unfeature", one.permalink) == [two.id]
    stale = browser.post(address, data={"act": f"unfeature:{two.permalink}", "version": "0"}, follow_redirects=True)
    assert "Another coordinator changed this topic just now." in stale.text
    assert browser.post(address, data={"act": "unfeature:nosuchnote", "version": "0"}).status_code == 404
    assert browser.post(address, data={"act": "explode:" + one.permalink}).status_code == 404


def test_merging_asks_first_with_the_numbers_of_what_follows(
    session: Session, cast: Cast, browser: FlaskClient, rain: Topic
) -> None:
    target = factories.topic(session, {"en": "Precipitation"})
    factories.topic(session, {"en": "Drops"}, broader=rain)
    for n in range(3):
        factories.note(session, f"Note {n}", teams=[cast.dakar], topics=[rain])
    session.commit()
    address = f"/topics/{rain.permalink}/merge"
    assert "Choose exactly one topic." in browser.post(address, data={"version": "0"}).text
    assert "cannot be merged into itself" in browser.post(address, data={"target": rain.id, "version": "0"}).text
    assert f'value="{target.id}"' in browser.post(address, data={"target-query": "precip", "find": "target"}).text
    question = browser.post(address, data={"target": target.id, "version": "0", "step": "confirm"})
    assert question.status_code == 200
    for words in ("3 notes", "0 members", "0 peer groups", "1 subtopic"):
        assert words in question.text
    assert browser.get(f"/topics/{rain.permalink}").status_code == 200, "nothing happened yet"
    done = browser.post(address, data={"target": target.id, "version": "0", "decided": "yes"})
    assert done.location == f"/topics/{target.permalink}"
    assert browser.get(f"/topics/{rain.permalink}").status_code == 301
    history = browser.get(f"/topics/{rain.permalink}/history").text
    assert "It is now" in history
    assert "3 notes followed" in history
    again = browser.post(address, data={"target": target.id, "version": "0", "decided": "yes"})
    assert again.status_code == 409


def test_retiring_asks_first_and_restoring_is_one_button(session: Session, browser: FlaskClient, rain: Topic) -> None:
    address = f"/topics/{rain.permalink}"
    assert "Nobody can choose it any more" in browser.get(f"{address}/retire").text
    browser.post(f"{address}/retire", data={"version": "0"})
    assert "Offer it for choice again" in browser.get(address).text
    browser.post(f"{address}/restore")
    assert "This topic is retired" not in browser.get(address).text


Ask = Callable[[FlaskClient, str], int]
PARTS = ("labels", "scope", "place", "featured", "merge", "retire")


@pytest.mark.parametrize("part", [*PARTS, "restore", "new"])
def test_who_may_curate_in_the_browser(cast: Cast, browse_as: SignIn, rain: Topic, part: str) -> None:
    address = "/topics/new" if part == "new" else f"/topics/{rain.permalink}/{part}"
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        read = 405 if part == "restore" else browser.get(address).status_code
        sent = browser.post(address, data={}).status_code
        if name == "stranger":
            assert (read, sent) in {(302, 401), (405, 401)}, name
        elif name == "coordinator":
            assert 403 not in (read, sent)
        else:
            assert read in (403, 405), name
            assert sent == 403, name


def test_only_coordinators_are_offered_to_curate(cast: Cast, browse_as: SignIn, rain: Topic) -> None:
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        shown = "Change its labels" in browser.get(f"/topics/{rain.permalink}").text
        assert shown == (name == "coordinator")
        assert ("Add a topic" in browser.get("/topics").text) == (name == "coordinator")


def test_strangers_read_the_history_without_the_names_of_people(
    cast: Cast, browser: FlaskClient, browse_as: SignIn, rain: Topic
) -> None:
    browser.post(f"/topics/{rain.permalink}/labels", data=row(0, "en", "Rainfall") | {"version": "0"})
    assert "Inès Favre" in browse_as(cast.outsider).get(f"/topics/{rain.permalink}/history").text
    stranger = browse_as(None).get(f"/topics/{rain.permalink}/history").text
    assert "Inès Favre" not in stranger
    assert "a coordinator" in stranger
