"""What is new to a saved search: told once, never twice, and to nobody who may not read it."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.saved_searches import alerts as alerting
from knowledge import clock
from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.notes.projection import apply_publication, place_readers, refresh_readers
from knowledge.notes.publishing import withdraw_note
from knowledge.notices.models import Notice
from knowledge.organizations.models import Membership
from knowledge.outbox import IndexChange, note_changed
from knowledge.peer_groups.models import PeerGroup, Place, PlaceState
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.saved_searches.arrivals import MANY_CHANGES, number_arrivals
from knowledge.saved_searches.keeping import change_search, save_search
from knowledge.saved_searches.looking import MOST_NAMED, end_look
from knowledge.saved_searches.models import FoundNote, SavedSearch
from knowledge.topics.history import version_of
from knowledge.topics.merging import merge_topics
from search_index.errors import SearchUnavailable
from tests import factories
from tests.conftest import SignIn
from tests.permissions.rules import readable_words
from tests.permissions.seeing import words_in
from tests.permissions.world import IN_ALL, build_world
from tests.personas import Cast
from tests.queries import CountQueries
from tests.saved_searches.conftest import Job, NewsOf, Save, Watch

Found = tuple[list[int], bool]


def note(session: Session, cast: Cast, title: str, **more: object) -> Note:
    """A note by Dakar, published, committed and not indexed yet."""
    made = factories.note(session, title, **{"author": cast.contributor, "teams": [cast.dakar]} | more)
    session.commit()
    return made


def reopen(session: Session, note: Note, audience: AudienceKind, group_id: int | None = None) -> None:
    """Published again for others."""
    note.audience, note.peer_group_id = audience, group_id
    note.republished_at = clock.now()
    refresh_readers(session, note)
    session.commit()


def group_with(session: Session, cast: Cast, *members: Member) -> int:
    group = PeerGroup(name="Depots", purpose="Talk.", language="en", proposed_by_id=cast.contributor.id)
    session.add(group)
    session.flush()
    for member in (cast.contributor, *members):
        enter(session, cast, group.id, member)
    session.commit()
    return group.id


def enter(session: Session, cast: Cast, group_id: int, member: Member) -> None:
    place = session.scalar(select(Place).where(Place.group_id == group_id, Place.member_id == member.id))
    place = place or Place(
        group_id=group_id,
        member_id=member.id,
        team_id=cast.dakar.id,
        country="SN",
        organization_id=cast.water_agency.id,
    )
    place.state = PlaceState.MEMBER
    session.add(place)
    session.commit()


def leave(session: Session, group_id: int, member: Member) -> None:
    session.execute(
        update(Place).where(Place.group_id == group_id, Place.member_id == member.id).values(state=PlaceState.LEFT)
    )
    session.commit()


def test_a_note_published_after_saving_is_told_once(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    note(session, cast, "Pumps that were there before")
    work()
    save(cast.lima_editor, "pumps")
    assert news_of(cast.lima_editor) == []
    note(session, cast, "Pumps of a new kind")
    note(session, cast, "Ledgers of a new kind")
    work()
    assert news_of(cast.lima_editor) == [["Pumps of a new kind"]]
    work()
    assert news_of(cast.lima_editor) == [["Pumps of a new kind"]]


def test_a_note_in_another_language_is_news_where_the_words_name_its_topic(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    pumps = factories.topic(session, {"en": "Hand pumps", "fr": "Pompes à main"})
    save(cast.lima_editor, "hand pumps")
    save(cast.outsider, "hand pumps", without="all")
    note(session, cast, "Un mécanicien par village", language="fr", topics=[pumps])
    work()
    assert news_of(cast.lima_editor) == [["Un mécanicien par village"]]
    assert news_of(cast.outsider) == []


def test_what_the_search_finds_when_it_is_saved_is_no_news_though_the_worker_lags(
    session: Session, cast: Cast, follow: Job, work: Job, browse_as: SignIn, news_of: NewsOf
) -> None:
    """The note is found already, but the job of alerts has not had its turn."""
    note(session, cast, "Pumps found a moment ago")
    follow()
    browser = browse_as(cast.lima_editor)
    sent = {"name": "Pumps", "how_often": "at_once", "address": "q=pumps"}
    assert browser.post("/search/saved", data=sent).status_code == 303
    work()
    assert news_of(cast.lima_editor) == []


def test_a_note_that_the_index_lags_behind_is_told_when_it_can_be_found(
    session: Session, cast: Cast, follow: Job, alerts: Job, save: Save, news_of: NewsOf
) -> None:
    note(session, cast, "Wells, the first")
    follow()
    save(cast.lima_editor, "wells")
    alerts()
    note(session, cast, "Wells, not yet indexed")
    alerts()
    alerts()
    assert news_of(cast.lima_editor) == [["Wells, the first"]]
    follow()
    alerts()
    assert news_of(cast.lima_editor)[1:] == [["Wells, not yet indexed"]]


def test_a_note_missing_from_the_index_is_told_once_that_is_mended(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    """As after a loss of power: nothing waits in the outbox, and yet the index has no such note."""
    work()
    save(cast.lima_editor, "wells")
    lost = note(session, cast, "Wells lost on the way")
    session.execute(delete(IndexChange))
    session.commit()
    work()
    assert news_of(cast.lima_editor) == []
    note_changed(session, lost.id)
    work()
    assert news_of(cast.lima_editor) == [["Wells lost on the way"]]


def test_a_note_published_again_is_no_news(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    old = note(session, cast, "Pumps from long ago", audience=AudienceKind.NETWORK)
    work()
    save(cast.lima_editor, "pumps")
    new = note(session, cast, "Pumps from today", audience=AudienceKind.NETWORK)
    work()
    for each in (old, new):
        reopen(session, each, AudienceKind.NETWORK)
        reopen(session, each, AudienceKind.PUBLIC)
    work()
    assert news_of(cast.lima_editor) == [["Pumps from today"]]


def test_a_note_opened_to_the_owner_later_is_new_to_him(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    inside = note(session, cast, "Pumps, internal", audience=AudienceKind.ORGANIZATION)
    work()
    save(cast.lima_editor, "pumps")
    save(cast.editor, "pumps")
    reopen(session, inside, AudienceKind.NETWORK)
    work()
    assert news_of(cast.lima_editor) == [["Pumps, internal"]]
    assert news_of(cast.editor) == [], "a colleague could read it before"


def test_who_joins_a_group_is_told_of_its_notes_by_the_next_morning(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf, watch: Watch
) -> None:
    group = group_with(session, cast)
    note(session, cast, "Pumps among us", audience=AudienceKind.PEER_GROUP, group_id=group)
    work()
    save(cast.lima_editor, "pumps")
    enter(session, cast, group, cast.lima_editor)
    watch.forward(days=1)
    work()
    assert news_of(cast.lima_editor) == [["Pumps among us"]]


def test_who_leaves_a_group_and_comes_back_is_told_of_what_came_in_between(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf, watch: Watch
) -> None:
    group = group_with(session, cast, cast.lima_editor)
    note(session, cast, "Pumps there before", audience=AudienceKind.PEER_GROUP, group_id=group)
    work()
    save(cast.lima_editor, "pumps")
    leave(session, group, cast.lima_editor)
    note(session, cast, "Pumps while away", audience=AudienceKind.PEER_GROUP, group_id=group)
    work()
    assert news_of(cast.lima_editor) == []
    enter(session, cast, group, cast.lima_editor)
    watch.forward(days=1)
    work()
    assert news_of(cast.lima_editor) == [["Pumps while away"]]


def test_a_note_taken_away_and_opened_again_is_not_told_twice(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    work()
    save(cast.lima_editor, "pumps")
    one = note(session, cast, "Pumps to and fro")
    work()
    for audience in (AudienceKind.ORGANIZATION, AudienceKind.PUBLIC):
        reopen(session, one, audience)
        work()
    assert news_of(cast.lima_editor) == [["Pumps to and fro"]]


def test_the_audience_counts_as_it_is_when_the_search_runs(
    session: Session, cast: Cast, follow: Job, alerts: Job, work: Job, save: Save, news_of: NewsOf
) -> None:
    """Lima's editor belonged to Dakar's agency when the search was saved."""
    session.add(Membership(member_id=cast.lima_editor.id, team_id=cast.dakar.id))
    session.commit()
    work()
    save(cast.lima_editor, "pumps")
    session.execute(
        delete(Membership).where(Membership.member_id == cast.lima_editor.id, Membership.team_id == cast.dakar.id)
    )
    note(session, cast, "Pumps, internal", audience=AudienceKind.ORGANIZATION)
    work()
    assert news_of(cast.lima_editor) == []


def test_a_note_made_private_is_not_told_though_the_index_still_has_it(
    session: Session, cast: Cast, follow: Job, alerts: Job, work: Job, save: Save, news_of: NewsOf
) -> None:
    work()
    save(cast.lima_editor, "pumps", "daily")
    one = note(session, cast, "Pumps for a day")
    follow()
    alerts()
    one.audience = AudienceKind.ORGANIZATION
    place_readers(one)
    session.execute(update(SavedSearch).values(due_at=clock.now()))
    alerts()
    assert news_of(cast.lima_editor) == []


def test_a_note_made_private_while_the_search_runs_is_not_told(
    session: Session, cast: Cast, follow: Job, alerts: Job, save: Save, news_of: NewsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look into the index and the transaction that tells."""
    follow()
    save(cast.lima_editor, "pumps")
    one = note(session, cast, "Pumps for a moment")
    follow()
    find = alerting.find

    def find_and_lose(*arguments: Any) -> Found:
        found = find(*arguments)
        one.audience = AudienceKind.ORGANIZATION
        place_readers(one)
        session.commit()
        return found

    monkeypatch.setattr(alerting, "find", find_and_lose)
    alerts()
    assert news_of(cast.lima_editor) == []
    assert session.scalars(select(FoundNote)).all() == []


def test_a_withdrawn_note_is_not_told(session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf) -> None:
    work()
    save(cast.lima_editor, "pumps")
    one = note(session, cast, "Pumps by lottery")
    withdraw_note(session, cast.actor(cast.editor), one, "It was wrong.")
    work()
    assert news_of(cast.lima_editor) == []


def test_nobody_is_told_of_his_own_note(session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf) -> None:
    work()
    save(cast.contributor, "pumps")
    save(cast.editor, "pumps")
    note(session, cast, "Pumps by Awa")
    work()
    assert news_of(cast.contributor) == []
    assert news_of(cast.editor) == [["Pumps by Awa"]]


def test_a_translation_of_what_was_told_is_no_news(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    old = note(session, cast, "Pumps of old", countries=["SN"], translation_group="old")
    work()
    save(cast.lima_editor, "", country="SN")
    new = note(session, cast, "Pumps of today", countries=["SN"])
    work()
    for original, title in ((old, "Pompes d'antan"), (new, "Pompes d'aujourd'hui")):
        original.translation_group = original.permalink
        translation = note(session, cast, title, language="fr", countries=["SN"])
        translation.translation_group = original.permalink
    work()
    assert news_of(cast.lima_editor) == [["Pumps of today"]]


def test_a_translation_that_matches_where_the_original_did_not_is_news(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    original = note(session, cast, "Depots on wheels")
    original.translation_group = original.permalink
    work()
    save(cast.lima_editor, "remorques")
    translation = note(session, cast, "Des remorques pour les pièces", language="fr")
    translation.translation_group = original.permalink
    work()
    assert news_of(cast.lima_editor) == [["Des remorques pour les pièces"]]


def test_of_several_new_languages_the_reader_is_told_of_his_own(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    cast.lima_editor.interface_language, cast.lima_editor.languages = "es", ["es", "en"]
    work()
    save(cast.lima_editor, "", country="SN")
    for language, title in (("fr", "Pompes"), ("es", "Bombas"), ("en", "Pumps")):
        note(session, cast, title, language=language, countries=["SN"]).translation_group = "one"
    work()
    assert news_of(cast.lima_editor) == [["Bombas"]]


def test_many_are_named_up_to_twenty_and_the_rest_is_a_link(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    work()
    save(cast.lima_editor, "pumps")
    for number in range(MOST_NAMED + 5):
        factories.note(session, f"Pumps {number}", teams=[cast.dakar])
    work()
    [named] = news_of(cast.lima_editor)
    assert len(named) == MOST_NAMED
    assert session.scalars(select(Notice)).one().detail["more"] is True
    work()
    assert len(news_of(cast.lima_editor)) == 1


def test_an_import_is_gathered_until_most_of_it_can_be_found(
    session: Session, cast: Cast, work: Job, alerts: Job, save: Save, news_of: NewsOf
) -> None:
    """One letter, not one for every batch of the index."""
    work()
    save(cast.lima_editor, "pumps")
    note(session, cast, "Pumps, the first of many")
    session.execute(delete(IndexChange))
    session.add_all([IndexChange(note_id=10_000 + number) for number in range(MANY_CHANGES + 1)])
    alerts()
    assert news_of(cast.lima_editor) == []


def test_a_suspended_owner_is_told_nothing_until_he_is_back(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    work()
    save(cast.lima_editor, "pumps")
    cast.lima_editor.suspended_at = clock.now()
    note(session, cast, "Pumps meanwhile")
    work()
    assert news_of(cast.lima_editor) == []
    cast.lima_editor.suspended_at = None
    work()
    assert news_of(cast.lima_editor) == [["Pumps meanwhile"]]


def test_what_the_address_no_longer_means_is_left_out_and_nothing_left_finds_nothing(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    work()
    save(cast.lima_editor, "((pumps AND", mood="happy")
    save(cast.lima_editor, "", mood="happy")
    note(session, cast, "Pumps that are happy")
    work()
    assert news_of(cast.lima_editor) == [["Pumps that are happy"]]


def test_a_search_by_a_merged_topic_follows_it(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    old, new = (factories.topic(session, {"en": name}) for name in ("Hand pumps", "Pumps"))
    work()
    save(cast.lima_editor, "", topic=str(old.id))
    merge_topics(session, cast.actor(cast.coordinator), old, new, version_of(session, old))
    note(session, cast, "About pumps", topics=[new])
    note(session, cast, "About nothing")
    work()
    assert news_of(cast.lima_editor) == [["About pumps"]]


def test_switching_on_again_begins_anew_and_other_changes_lose_nothing(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    work()
    never, weekly = save(cast.lima_editor, "pumps", "never"), save(cast.lima_editor, "wells", "weekly")
    note(session, cast, "Pumps while off")
    note(session, cast, "Wells of this week")
    work()
    owner = cast.actor(cast.lima_editor)
    change_search(session, owner, never, "Pumps", "at_once")
    change_search(session, owner, weekly, "Wells", "at_once")
    work()
    assert news_of(cast.lima_editor) == [["Wells of this week"]]


def test_a_crash_before_the_commit_loses_nothing_and_repeats_nothing(
    session: Session, cast: Cast, follow: Job, alerts: Job, save: Save, news_of: NewsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow()
    for number in range(3):
        save(cast.everybody()["editor"], f"pumps OR number{number}")
    note(session, cast, "Pumps")
    follow()
    end, ended = alerting.end_look, []

    def crash_at_the_second(*arguments: Any) -> bool:
        told = end(*arguments)
        ended.append(told)
        if len(ended) == 2:
            raise KeyboardInterrupt
        return told

    monkeypatch.setattr(alerting, "end_look", crash_at_the_second)
    session.execute(update(SavedSearch).values(due_at=clock.now() + timedelta(minutes=1)))
    with pytest.raises(KeyboardInterrupt):
        alerts()
    alerts()
    assert news_of(cast.editor) == [["Pumps"]] * 3


def test_two_workers_at_once_tell_once(
    session: Session, cast: Cast, follow: Job, alerts: Job, save: Save, news_of: NewsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one looks and tells when the first has found and not yet told."""
    follow()
    save(cast.lima_editor, "pumps")
    note(session, cast, "Pumps")
    follow()
    find = alerting.find

    def find_beside_a_rival(*arguments: Any) -> Found:
        found = find(*arguments)
        if found[0]:
            assert end_look(session, arguments[2], *found)
            session.commit()
        return found

    monkeypatch.setattr(alerting, "find", find_beside_a_rival)
    alerts()
    assert news_of(cast.lima_editor) == [["Pumps"]]


def test_a_note_that_arrives_while_a_search_runs_is_told_at_the_next_turn(
    session: Session, cast: Cast, follow: Job, alerts: Job, save: Save, news_of: NewsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow()
    save(cast.lima_editor, "pumps")
    note(session, cast, "Pumps, first")
    follow()
    find, seen = alerting.find, []

    def find_and_be_overtaken(*arguments: Any) -> Found:
        found = find(*arguments)
        if found[0] and not seen:
            seen.append(note(session, cast, "Pumps, second"))
            follow()
            number_arrivals(session, [seen[0].id])
            session.commit()
        return found

    monkeypatch.setattr(alerting, "find", find_and_be_overtaken)
    alerts()
    assert news_of(cast.lima_editor) == [["Pumps, first"], ["Pumps, second"]]


def test_a_search_that_fails_by_itself_holds_up_no_other(
    session: Session, cast: Cast, follow: Job, alerts: Job, save: Save, news_of: NewsOf,
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, watch: Watch,
) -> None:  # fmt: skip
    follow()
    bad, _good = save(cast.editor, "pumps"), save(cast.lima_editor, "pumps")
    bad_id = bad.id
    note(session, cast, "Pumps")
    follow()
    find = alerting.find

    def find_unless_bad(*arguments: Any) -> Found:
        if arguments[1].id == bad_id:
            raise ZeroDivisionError
        return find(*arguments)

    with monkeypatch.context() as failing, caplog.at_level(logging.ERROR, logger="causeway"):
        failing.setattr(alerting, "find", find_unless_bad)
        alerts()
    assert f"search {bad_id} cannot be looked at" in caplog.text
    assert (news_of(cast.lima_editor), news_of(cast.editor)) == ([["Pumps"]], [])
    watch.forward(hours=2)
    alerts()
    assert news_of(cast.editor) == [["Pumps"]]


def test_while_the_index_is_broken_searches_wait(
    session: Session, cast: Cast, follow: Job, alerts: Job, save: Save, news_of: NewsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow()
    save(cast.lima_editor, "pumps")
    note(session, cast, "Pumps")
    follow()

    def broken(*_: object) -> None:
        raise SearchUnavailable("gone")

    with monkeypatch.context() as breaking:
        breaking.setattr("search_index.whoosh_engine.engine.WhooshEngine.search", broken)
        with pytest.raises(SearchUnavailable):
            alerts()
    alerts()
    assert news_of(cast.lima_editor) == [["Pumps"]]


def test_a_look_without_arrivals_asks_the_index_nothing_and_few_statements(
    session: Session,
    cast: Cast,
    work: Job,
    alerts: Job,
    save: Save,
    count_queries: CountQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work()
    for number in range(20):
        save(cast.lima_editor, f"pumps {number}")
    monkeypatch.setattr(alerting, "request_for", None)
    with count_queries() as queries:
        assert alerts() == 20
    assert len(queries) <= 20 * 10 + 10, "\n".join(queries[:30])


def test_everything_personal_goes_with_the_member(session: Session, cast: Cast, work: Job, save: Save) -> None:
    reader = factories.member(session, "Goes away")
    work()
    save(reader, "pumps")
    note(session, cast, "Pumps")
    work()
    assert session.scalars(select(FoundNote)).all()
    session.execute(delete(Member).where(Member.id == reader.id))
    session.commit()
    for table in (SavedSearch, FoundNote, Notice):
        assert session.scalars(select(table)).all() == []


def test_a_draft_is_no_news_until_it_is_published(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    work()
    save(cast.lima_editor, "pumps")
    draft = note(session, cast, "Pumps in a draft", state=NoteState.DRAFT, audience=AudienceKind.NETWORK)
    work()
    assert news_of(cast.lima_editor) == []
    apply_publication(session, draft, draft.revisions[0])
    work()
    assert news_of(cast.lima_editor) == [["Pumps in a draft"]]


def test_who_could_read_a_note_for_a_while_and_again_is_not_told_and_who_came_later_is(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    one = note(session, cast, "Pumps to and fro", audience=AudienceKind.NETWORK)
    work()
    save(cast.lima_editor, "pumps")
    reopen(session, one, AudienceKind.ORGANIZATION)
    work()
    save(cast.outsider, "pumps")
    note(session, cast, "Ledgers")
    work()
    reopen(session, one, AudienceKind.NETWORK)
    work()
    assert news_of(cast.lima_editor) == []
    assert news_of(cast.outsider) == [["Pumps to and fro"]]


def test_a_note_narrowed_to_the_owners_organization_is_no_news(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf
) -> None:
    one = note(session, cast, "Pumps for all at first", audience=AudienceKind.NETWORK)
    work()
    save(cast.editor, "pumps")
    reopen(session, one, AudienceKind.ORGANIZATION)
    work()
    assert news_of(cast.editor) == []


def test_a_clock_that_was_wrong_keeps_no_search_waiting_for_years(
    session: Session, cast: Cast, work: Job, save: Save, news_of: NewsOf, watch: Watch
) -> None:
    right = watch.now
    watch.forward(days=1000)
    work()
    save(cast.lima_editor, "pumps", "daily")
    note(session, cast, "Pumps")
    work()
    watch.set(right)
    work()
    assert news_of(cast.lima_editor) == [["Pumps"]]
    work()
    watch.forward(hours=-5)
    work()
    assert news_of(cast.lima_editor) == [["Pumps"]]


def test_everybody_is_told_of_what_is_for_him_and_of_nothing_else(
    app: Flask, session: Session, follow: Job, alerts: Job, news_of: NewsOf
) -> None:
    """Every persona waits for a word of all notes, of every audience and in every state."""
    world = build_world(session)
    for note in world.notes.values():
        note.state, note.readers = NoteState.DRAFT, []
    follow()
    for persona, member in world.people.items():
        if member is not None:
            save_search(session, actor_for(session, member), persona, [("q", IN_ALL)], "at_once")
    for case, note in world.notes.items():
        note.state = case.state
        if case.state in (NoteState.PUBLISHED, NoteState.WITHDRAWN):
            refresh_readers(session, note)
    follow()
    alerts()
    for persona, member in world.people.items():
        if member is not None:
            told = {word for titles in news_of(member) for title in titles for word in words_in(title)}
            assert told == (readable_words(persona) if persona != "author" else set()), persona
