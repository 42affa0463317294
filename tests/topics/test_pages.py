"""The pages of topics as readers see them: in their language, with what they may read, in few queries."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind
from knowledge.topics import curating, featuring
from knowledge.topics.labels import lookup_key
from knowledge.topics.merging import merge_topics
from knowledge.topics.models import LabelKind, Topic, TopicBroader, TopicLabel, TopicRelated
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.topics.importing import VOCABULARIES, import_file, topic

FRENCH = {"Accept-Language": "fr"}
HOSTILE = "\"><script>alert(1)</script>{{ 7*7 }}' onmouseover=alert(2)"


def page_of(client: FlaskClient, topic: Topic, **more: object) -> str:
    response = client.get(f"/topics/{topic.permalink}", **more)
    assert response.status_code == 200
    return response.text


def test_a_topic_is_shown_in_the_reader_s_language_with_its_other_names(session: Session, client: FlaskClient) -> None:
    import_file(session, VOCABULARIES / "water.ttl")
    water = topic(session, "water")
    english, french = page_of(client, water), page_of(client, water, headers=FRENCH)
    assert "<title>Water · " in english
    assert "<title>Eau · " in french
    for text in (english, french):
        assert '<span lang="ar" dir="rtl">مياه</span>' in text
        assert "Aqua" in text
        assert "Everything about water." in text, "the note falls back to English"
        assert "H2O" in text


def test_a_language_without_a_label_falls_back_to_english(session: Session, client: FlaskClient) -> None:
    supply = factories.topic(session, {"en": "Pumps", "ru": "Насосы"})
    session.commit()
    assert '<h1><span lang="en" dir="ltr">Pumps</span></h1>' in page_of(client, supply, headers=FRENCH)


def test_breadcrumbs_lead_up_and_every_other_place_is_named(session: Session, client: FlaskClient) -> None:
    import_file(session, VOCABULARIES / "water.ttl")
    text = page_of(client, topic(session, "quality"))
    for name in ("water", "health"):
        assert f'href="/topics/{topic(session, name).permalink}"' in text
    assert "It also stands under" in text
    pumps = page_of(client, topic(session, "pumps"))
    assert pumps.index(">Water<") < pumps.index(">Water supply<") < pumps.index("<h1>")
    assert "Related topics" in pumps


def test_subtopics_are_paged_by_name(session: Session, client: FlaskClient) -> None:
    top = factories.topic(session, {"en": "Rain"})
    for n in range(25):
        factories.topic(session, {"en": f"Drop {n:02}"}, broader=top)
    session.commit()
    first, second = page_of(client, top), client.get(f"/topics/{top.permalink}?below=2").text
    assert "Drop 19" in first
    assert "Drop 20" not in first
    assert "Drop 24" in second
    assert "Drop 00" in client.get(f"/topics/{top.permalink}?below=99").text


def test_notes_of_the_topic_and_below_are_listed_featured_first(
    session: Session, cast: Cast, client: FlaskClient
) -> None:
    top = factories.topic(session, {"en": "Rain"})
    below = factories.topic(session, {"en": "Tanks"}, broader=factories.topic(session, {"en": "Storing"}, broader=top))
    first = factories.note(session, "The oldest and best", teams=[cast.dakar], topics=[below])
    factories.note(session, "Newer", teams=[cast.dakar], topics=[top])
    factories.note(session, "Elsewhere", teams=[cast.dakar])
    featuring.feature_note(session, cast.actor(cast.coordinator), top, first, 0)
    session.commit()
    text = page_of(client, top)
    assert text.index("Read these first") < text.index("The oldest and best") < text.index("Newer")
    assert text.count("The oldest and best") == 1
    assert "Elsewhere" not in text


def test_nobody_learns_of_a_note_outside_their_audience(session: Session, cast: Cast, browse_as: SignIn) -> None:
    rain, coordinator = factories.topic(session, {"en": "Rain"}), cast.actor(cast.coordinator)
    hidden = factories.note(
        session,
        "Only ours",
        author=cast.coordinator,
        teams=[cast.geneva],
        topics=[rain],
        audience=AudienceKind.ORGANIZATION,
    )
    featuring.feature_note(session, coordinator, rain, hidden, 0)
    session.commit()
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        pages = page_of(browser, rain) + browser.get(f"/topics/{rain.permalink}/history").text
        assert ("Only ours" in pages) == (name == "coordinator"), name


def test_a_merged_topic_redirects_for_good(session: Session, cast: Cast, client: FlaskClient) -> None:
    old, new = factories.topic(session, {"en": "Old"}), factories.topic(session, {"en": "New"})
    merge_topics(session, cast.actor(cast.coordinator), old, new, 0)
    session.commit()
    response = client.get(f"/topics/{old.permalink}")
    assert (response.status_code, response.location) == (301, f"/topics/{new.permalink}")


def test_a_retired_topic_says_so_and_leaves_the_lists(session: Session, cast: Cast, client: FlaskClient) -> None:
    top = factories.topic(session, {"en": "Rain"})
    old = factories.topic(session, {"en": "Rain gods"}, broader=top)
    curating.retire_topic(session, cast.actor(cast.coordinator), old, 0)
    session.commit()
    assert "This topic is retired." in page_of(client, old)
    assert "Rain gods" not in page_of(client, top)
    assert "Rain gods" not in client.get("/topics?q=rain").text


def test_an_unknown_address_is_not_found(client: FlaskClient, cast: Cast) -> None:
    for path in (
        "/topics/0000000000",
        "/topics/0000000000/history",
        "/topics/%00",
        "/topics/" + "a" * 3000,
    ):
        assert client.get(path).status_code == 404


def test_a_nul_in_an_address_is_left_out(session: Session, client: FlaskClient) -> None:
    import_file(session, VOCABULARIES / "water.ttl")
    session.commit()
    answer = client.get("/topics?scheme=http://example.org/%00water")
    assert answer.status_code == 200
    assert ">Water<" in answer.text


def test_all_topics_are_reached_from_the_top_and_by_vocabulary(session: Session, client: FlaskClient) -> None:
    import_file(session, VOCABULARIES / "water.ttl")
    factories.topic(session, {"en": "Added by hand"})
    session.commit()
    every = client.get("/topics").text
    assert ">Water<" in every
    assert ">Water supply<" not in every
    assert "Added by hand" in every
    assert "Water words" in every
    assert "Mots de l&#39;eau" in client.get("/topics/", headers=FRENCH).text
    assert "Added by hand" not in client.get("/topics?scheme=http://example.org/water").text
    own = client.get("/topics?scheme=").text
    assert "Added by hand" in own
    assert ">Water<" not in own


def test_an_empty_network_says_what_to_do(client: FlaskClient, cast: Cast) -> None:
    assert "No topics yet" in client.get("/topics").text


def test_topics_are_found_by_any_label_and_the_found_one_is_shown(session: Session, client: FlaskClient) -> None:
    import_file(session, VOCABULARIES / "water.ttl")
    text = client.get("/topics?q=مياه").text
    assert ">Water<" in text
    assert '(<span lang="ar" dir="rtl">مياه</span>)' in text
    nothing = client.get("/topics?q=zebra")
    assert nothing.status_code == 200
    assert "Look for these words in the notes" in nothing.text


@pytest.mark.parametrize("query", ['"', "((", "*", "a:", "%00", "x" * 5000, "%F0%9F%99%82", "%E2%80%AE", "%25", "'--"])
def test_no_query_breaks_the_search_for_topics(session: Session, client: FlaskClient, query: str) -> None:
    factories.topic(session, {"en": "Water"})
    session.commit()
    assert client.get(f"/topics?q={query}").status_code == 200
    assert client.get(f"/topics/suggest?q={query}").json == []


def test_found_topics_are_paged(session: Session, client: FlaskClient) -> None:
    for n in range(45):
        factories.topic(session, {"en": f"Mill {n:02}"})
    session.commit()
    assert "45 topics" in client.get("/topics?q=mill").text
    assert "Mill 44" in client.get("/topics?q=mill&page=3").text
    assert "Mill 44" in client.get("/topics?q=mill&page=99").text


def test_the_picker_is_answered_with_label_and_path(session: Session, client: FlaskClient) -> None:
    import_file(session, VOCABULARIES / "water.ttl")
    supply, water = topic(session, "supply"), topic(session, "water")
    assert client.get("/topics/suggest?q=approv").json == [
        {"id": supply.id, "label": "Water supply", "path": "Water · Approvisionnement en eau"}
    ]
    assert client.get("/topics/suggest?q=eau", headers=FRENCH).json[0] == {"id": water.id, "label": "Eau", "path": ""}
    assert client.get("/topics/suggest").json == []


def test_hostile_labels_and_notes_are_words_on_every_page(session: Session, cast: Cast, browse_as: SignIn) -> None:
    top = factories.topic(session, {"en": HOSTILE, "ar": HOSTILE})
    below = factories.topic(session, {"en": HOSTILE}, broader=top)
    top.notes_by_language = {"en": HOSTILE, "fr": "<img src=x onerror=alert(3)>"}
    top.scheme, top.uri = "javascript:alert(4)", "javascript:alert(5)"
    text = "\u202e" + HOSTILE
    kind = LabelKind.ALTERNATIVE
    session.add(TopicLabel(topic_id=top.id, language="en", kind=kind, text=text, folded=lookup_key(text)))
    session.add(TopicRelated(topic_id=top.id, related_id=below.id))
    session.commit()
    browser = browse_as(cast.coordinator)
    base = f"/topics/{top.permalink}"
    parts = ("", "/history", "/labels", "/scope", "/place", "/featured", "/merge", "/retire")
    pages = [browser.get(base + part) for part in parts] + [browser.get("/topics"), browser.get("/topics?q=script")]
    pages.append(browser.post(f"{base}/merge", data={"target": below.id, "version": 0}))
    for page in pages:
        assert page.status_code == 200, page.request.path
        for evil in ("<script>alert", "{{ 7*7 }}' onmouse", "<img src=x", 'href="javascript', "49' on"):
            assert evil not in page.text, page.request.path


def test_the_pages_take_few_queries_however_much_there_is(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries
) -> None:
    top = factories.topic(session, {"en": "Rain", "fr": "Pluie"})
    paths = ("/topics", "/topics?q=rain", f"/topics/{top.permalink}", f"/topics/{top.permalink}/history")

    def counted(browser: FlaskClient) -> list[int]:
        numbers = []
        for path in paths:
            with count_queries() as queries:
                assert browser.get(path).status_code == 200
            numbers.append(len(queries))
        return numbers

    grow(session, cast, top, 3)
    stranger, coordinator = browse_as(None), browse_as(cast.coordinator)
    few = counted(stranger), counted(coordinator)
    grow(session, cast, top, 25)
    assert (counted(stranger), counted(coordinator)) == few
    assert max(few[0]) <= 12, few
    assert max(few[1]) <= 16, few


def grow(session: Session, cast: Cast, top: Topic, size: int) -> None:
    """More of everything around the topic: subtopics, parents, related topics, notes, featured notes, changes."""
    actor = cast.actor(cast.coordinator)
    for n in range(size):
        below = factories.topic(session, {"en": f"Rain {size} {n}", "fr": f"Pluie {n}"}, broader=top)
        above = factories.topic(session, {"en": f"Above {size} {n}"})
        session.add(TopicBroader(topic_id=top.id, broader_id=above.id))
        session.add(TopicRelated(topic_id=top.id, related_id=below.id))
        note = factories.note(
            session, f"Note {n}", author=cast.contributor, teams=[cast.dakar], topics=[below], countries=["SN"]
        )
        note.translation_group = f"group {size} {n}"
        if n < 5 and size < 6:
            featuring.feature_note(session, actor, top, note, curating.version_of(session, top))
    session.commit()
