"""A note in several languages: starting a version, remembering what it was made from, being behind and up to date again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Gone, Invalid, NotAllowed, NotFound
from knowledge.notes.content import Condition, Result
from knowledge.notes.drafts import discard_draft, draft_of
from knowledge.notes.errors import NoteAlreadyWithdrawn
from knowledge.notes.models import AudienceKind, Kind, Note, NoteState
from knowledge.notes.proposal import proposal_at, read_proposal
from knowledge.notes.publishing import publish_note, submit_note, withdraw_note
from knowledge.notes.translating.beside import Source, notes_beside
from knowledge.notes.translating.models import SourceMark
from knowledge.notes.translating.starting import mark_up_to_date, start_translation
from knowledge.notes.writing import restore_revision, save_revision
from knowledge.notices.models import Notice
from knowledge.organizations.models import TeamRole
from knowledge.people.models import Member
from tests import factories
from tests.notes.proposals import group_with, published, snapshot, written
from tests.notes.translations import begun, revise, source_note, translated, write
from tests.personas import Cast


def seen(session: Session, cast: Cast, note: Note, member: Member | None = None) -> Source | None:
    """What a reader of the published text may know of its source."""
    number = note.published_revision.number if note.published_revision else note.latest_number
    return notes_beside(session, cast.actor(member), note, number).source


def known(session: Session, cast: Cast, note: Note, member: Member | None = None) -> Source:
    found = seen(session, cast, note, member)
    assert found is not None
    return found


def told(session: Session, note: Note) -> set[str]:
    query = select(Member.name).join(Notice, Notice.member_id == Member.id)
    return set(session.scalars(query.where(Notice.kind == "note_source_changed", Notice.subject_id == note.id)))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment)
        yield


def test_it_begins_with_the_facts_and_figures_and_without_the_words(session: Session, cast: Cast) -> None:
    source = source_note(session, cast, countries=("ML",), status="ended", licence="CC0-1.0", valid_until="2031-01-01")
    note = begun(session, cast, source)
    draft = draft_of(session, cast.actor(cast.lima_editor), note)
    assert draft is not None
    proposal = read_proposal(note, draft.content)
    content = proposal.content
    assert (content.countries, content.status, content.licence) == (("ML",), "ended", "CC0-1.0")
    assert content.topics == tuple(row.topic_id for row in source.topics)
    assert content.valid_until == "2031-01-01"
    assert content.results == (Result("", "35", "87", "%", "2026-09"),)
    assert (content.title, content.challenge, content.what_we_did, content.contact) == ("", "", (), "")
    assert (proposal.language, proposal.audience, proposal.translation_of) == ("es", "public", source.permalink)


def test_it_has_an_author_an_owner_and_a_draft_of_its_own(session: Session, cast: Cast) -> None:
    note = begun(session, cast, source_note(session, cast))
    assert [owner.team_id for owner in note.owners] == [cast.lima.id]
    assert [author.member_id for author in note.authors] == [cast.lima_editor.id]
    assert (note.state, note.latest_number) == (NoteState.DRAFT, 0)
    assert not discard_draft(session, cast.actor(cast.lima_editor), note)
    assert session.scalars(select(SourceMark)).all() == []


def test_a_document_from_elsewhere_is_translated_as_one(session: Session, cast: Cast) -> None:
    source = factories.note(session, "Manuel", teams=[cast.dakar], language="fr", body="Texte.", licence="MIT")
    source.kind = Kind.REFERENCE
    assert begun(session, cast, source).kind == Kind.REFERENCE


def test_a_note_of_a_group_is_translated_for_the_group(session: Session, cast: Cast) -> None:
    group = group_with(session, (cast.contributor, cast.dakar), (cast.lima_editor, cast.lima))
    source = factories.note(
        session, "Entre nous", teams=[cast.dakar], language="fr", audience=AudienceKind.PEER_GROUP, group_id=group.id
    )
    note = begun(session, cast, source)
    assert (note.audience, note.peer_group_id) == (AudienceKind.PEER_GROUP, group.id)


@pytest.mark.parametrize(
    ("language", "problem"),
    [
        ("fr", "same_language"),
        ("en", "language_taken"),
        ("", "unknown_language"),
        ("xx", "unknown_language"),
        ("und", "unknown_language"),
        ("es'; DROP TABLE note; --", "unknown_language"),
        ("<script>", "unknown_language"),
        ("e\x00x", "unknown_language"),
        ("es" * 5000, "unknown_language"),
        ("../../es", "unknown_language"),
    ],
)
def test_a_language_that_cannot_be_is_refused(session: Session, cast: Cast, language: str, problem: str) -> None:
    source = source_note(session, cast)
    translated(session, cast, source, "en")
    with pytest.raises(Invalid) as refused:
        start_translation(session, cast.actor(cast.lima_editor), source, language, cast.lima.id)
    assert refused.value.fields == {"language": problem}


def test_who_works_on_a_version_already_is_led_to_it(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    begun(session, cast, source)
    colleague = factories.member(session, "Julio Ramos", team=cast.lima, role=TeamRole.EDITOR)
    session.commit()
    for member in (cast.lima_editor, colleague):
        with pytest.raises(Invalid) as refused:
            start_translation(session, cast.actor(member), source, "es", cast.lima.id)
        assert refused.value.fields == {"language": "being_written"}


def test_of_two_who_translate_at_once_the_second_is_told_and_keeps_the_work(session: Session, cast: Cast) -> None:
    """A draft is nobody else's business, so it is told when the first is published."""
    source = source_note(session, cast)
    mine = begun(session, cast, source)
    write(session, cast, mine)
    theirs = start_translation(session, cast.actor(cast.coordinator), source, "es", cast.geneva.id)
    session.commit()
    translated(session, cast, source_note(session, cast), "es")  # another set takes no language from this one
    publish_note(session, cast.actor(cast.lima_editor), mine)
    session.commit()
    publisher = factories.member(session, "Paul Roth", team=cast.geneva, role=TeamRole.EDITOR)
    draft = draft_of(session, cast.actor(cast.coordinator), theirs)
    assert draft is not None
    standing = read_proposal(theirs, draft.content)
    words = replace(standing, content=replace(snapshot(cast, title="Otra versión").content))
    save_revision(session, cast.actor(cast.coordinator), theirs, words, 0)
    for act in (
        lambda: submit_note(session, cast.actor(cast.coordinator), theirs),
        lambda: publish_note(session, cast.actor(publisher), theirs),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.fields == {"language": "language_taken"}
    assert proposal_at(session, theirs, 1).content.title == "Otra versión"


def test_a_version_one_may_not_read_takes_no_language(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    group = group_with(session, (cast.lima_editor, cast.lima))
    hidden = translated(session, cast, source)
    hidden.audience, hidden.peer_group_id = AudienceKind.PEER_GROUP, group.id
    hidden.readers = []
    session.commit()
    other = start_translation(session, cast.actor(cast.coordinator), source, "es", cast.geneva.id)
    assert other.language == "es"


def test_a_translation_of_a_translation_follows_what_all_are_made_from(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    english = translated(session, cast, source, "en")
    arabic = translated(session, cast, english, "ar")
    assert arabic.translation_of is source
    assert arabic.translation_group == source.permalink


def test_where_that_one_is_not_for_the_translator_it_follows_what_was_read(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    english = translated(session, cast, source, "en")
    revise(session, cast, source, audience=AudienceKind.ORGANIZATION)
    assert begun(session, cast, english, "ar").translation_of is english


def test_an_address_typed_into_the_form_is_followed_to_the_source_too(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    english = translated(session, cast, source, "en")
    note = written(session, cast, language="ar", translation_of=f"https://example.org/notes/{english.permalink}?x=1")
    assert note.translation_of is source
    assert proposal_at(session, note, 1).translation_of == source.permalink


def test_a_note_is_no_translation_of_itself_or_its_own(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    english = translated(session, cast, source, "en")
    for address in (source.permalink, english.permalink):
        with pytest.raises(Invalid) as refused:
            revise(session, cast, source, translation_of=address)
        session.rollback()
        assert refused.value.fields == {"translation_of": "itself"}
    assert source.translation_of is None


def test_who_may_not_read_it_or_is_in_no_team_does_not_translate(session: Session, cast: Cast) -> None:
    source = source_note(session, cast, audience=AudienceKind.ORGANIZATION)
    with pytest.raises(NotFound):
        start_translation(session, cast.actor(cast.lima_editor), source, "es", cast.lima.id)
    public = source_note(session, cast)
    with pytest.raises(NotAllowed):
        start_translation(session, cast.actor(cast.outsider), public, "es", 0)
    with pytest.raises(NotAllowed):
        start_translation(session, cast.actor(cast.lima_editor), public, "es", cast.dakar.id)


def test_behind_since_the_day_it_fell_behind_and_by_how_many_fields(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    assert not known(session, cast, note).is_behind
    day = clock.now() + timedelta(days=3)
    with at(day):
        revise(session, cast, source, challenge="Autre chose.")
    with at(day + timedelta(days=9)):
        revise(session, cast, source, conditions=(Condition("Un marché"),))
    found = known(session, cast, note)
    assert (found.is_behind, found.behind_since, found.behind_fields, found.said, found.now) == (True, day, 2, 1, 3)
    revise(session, cast, source, **vars(source.revisions[0].practice()))
    assert not known(session, cast, note).is_behind, "the source says again what it said"


def test_other_owners_readers_and_empty_lines_are_nothing_to_translate(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    challenge = source.revisions[0].practice().challenge
    revise(session, cast, source, authors=(cast.contributor.id, cast.editor.id), challenge=f"{challenge}\n\n")
    assert not known(session, cast, note).is_behind
    assert told(session, note) == set()


def test_what_changed_while_it_was_written_counts(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    note = begun(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    write(session, cast, note)
    publish_note(session, cast.actor(cast.lima_editor), note)
    assert known(session, cast, note).behind_fields == 1


def test_up_to_date_again_by_one_word_of_its_authors(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    for member in (None, cast.outsider, cast.contributor, cast.coordinator):
        with pytest.raises(NotFound):
            mark_up_to_date(session, cast.actor(member), note, 2)
    mark_up_to_date(session, cast.actor(cast.lima_editor), note, 2)
    assert not known(session, cast, note).is_behind
    mark_up_to_date(session, cast.actor(cast.lima_editor), note, 1)
    assert known(session, cast, note).said == 2, "it never goes back"
    for number in (0, 7):
        with pytest.raises(NotFound):
            mark_up_to_date(session, cast.actor(cast.lima_editor), note, number)


def test_the_word_is_about_the_text_that_was_looked_at(session: Session, cast: Cast) -> None:
    """The source was published once more while the page was open."""
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Deux.")
    day = clock.now() + timedelta(days=1)
    with at(day):
        revise(session, cast, source, lessons="Trois.")
    mark_up_to_date(session, cast.actor(cast.lima_editor), note, 2)
    found = known(session, cast, note)
    assert (found.behind_since, found.behind_fields) == (day, 1)


def test_readers_see_it_with_the_text_it_is_about(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    write(session, cast, note, challenge="Otra cosa.")
    mark_up_to_date(session, cast.actor(cast.lima_editor), note, 2)
    assert known(session, cast, note).is_behind, "the published text does not say it yet"
    publish_note(session, cast.actor(cast.lima_editor), note)
    assert not known(session, cast, note).is_behind


def test_old_words_that_come_back_are_behind_as_they_were(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    write(session, cast, note, challenge="Otra cosa.")
    mark_up_to_date(session, cast.actor(cast.lima_editor), note, 2)
    restore_revision(session, cast.actor(cast.lima_editor), note, 1)
    publish_note(session, cast.actor(cast.lima_editor), note)
    assert known(session, cast, note).behind_fields == 1


def test_bringing_back_words_that_stand_already_changes_nothing_about_the_source(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    write(session, cast, note, challenge="Otra cosa.")
    actor = cast.actor(cast.lima_editor)
    restore_revision(session, actor, note, 1)
    mark_up_to_date(session, actor, note, source.latest_number)
    restore_revision(session, actor, note, 1)
    publish_note(session, actor, note)
    assert not known(session, cast, note).is_behind


def test_its_authors_and_editors_are_told_when_the_source_is_published_anew(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    published_one, in_work = translated(session, cast, source), begun(session, cast, source, "en")
    factories.member(session, "Julio Ramos", team=cast.lima, role=TeamRole.EDITOR)
    factories.member(session, "Rosa Quispe", team=cast.lima)
    revise(session, cast, source, challenge="Autre chose.")
    assert told(session, published_one) == {"Lucía Paredes", "Julio Ramos"}
    assert told(session, in_work) == {"Lucía Paredes"}


def test_who_may_no_longer_read_the_source_is_told_nothing(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Entre nous.", audience=AudienceKind.ORGANIZATION)
    assert told(session, note) == set()
    for member in (None, cast.lima_editor):
        assert seen(session, cast, note, member) is None
    assert known(session, cast, note, cast.editor).is_behind
    with pytest.raises(NotFound):
        mark_up_to_date(session, cast.actor(cast.lima_editor), note, 2)


def test_it_is_published_on_without_its_source(session: Session, cast: Cast) -> None:
    """Closed to the translator or withdrawn, the source holds nothing up: neither a new version of the text nor the first."""
    source = source_note(session, cast)
    note, fresh = translated(session, cast, source), begun(session, cast, source, "en")
    revise(session, cast, source, audience=AudienceKind.ORGANIZATION)
    write(session, cast, note, lessons="Una cosa más.")
    publish_note(session, cast.actor(cast.lima_editor), note)
    withdraw_note(session, cast.actor(cast.editor), source, "Wrong.")
    write(session, cast, fresh)
    publish_note(session, cast.actor(cast.lima_editor), fresh)
    assert (note.translation_of, fresh.translation_of) == (source, source)


def test_a_withdrawn_source_is_named_with_what_takes_its_place(session: Session, cast: Cast) -> None:
    source, better = source_note(session, cast), source_note(session, cast)
    inside = source_note(session, cast, audience=AudienceKind.ORGANIZATION)
    note = translated(session, cast, source)
    withdraw_note(session, cast.actor(cast.editor), source, "Wrong.", better.permalink)
    session.commit()
    found = known(session, cast, note)
    assert found.withdrawn_at is not None
    assert found.successor is not None and found.successor.permalink == better.permalink
    beside = notes_beside(session, cast.actor(None), note, 1)
    assert list(beside.translations) == [], "neither is a version of it"
    with pytest.raises(Gone):
        mark_up_to_date(session, cast.actor(cast.lima_editor), note, 1)
    with pytest.raises(NotAllowed):
        start_translation(session, cast.actor(cast.coordinator), source, "ru", cast.geneva.id)
    source.successor = inside
    session.commit()
    assert known(session, cast, note).successor is None
    assert known(session, cast, note, cast.editor).successor is not None


def test_a_withdrawn_source_that_was_for_others_leads_nowhere(session: Session, cast: Cast) -> None:
    """Not even to a successor that everybody may read."""
    source, better = source_note(session, cast), source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, audience=AudienceKind.ORGANIZATION)
    withdraw_note(session, cast.actor(cast.editor), source, "Wrong.", better.permalink)
    session.commit()
    beside = notes_beside(session, cast.actor(None), note, 1)
    assert (beside.source, list(beside.translations)) == (None, [])


def test_a_withdrawn_translation_is_not_brought_up_to_date(session: Session, cast: Cast) -> None:
    source = source_note(session, cast)
    note = translated(session, cast, source)
    revise(session, cast, source, challenge="Autre chose.")
    withdraw_note(session, cast.actor(cast.lima_editor), note, "Wrong.")
    session.commit()
    with pytest.raises(NoteAlreadyWithdrawn):
        mark_up_to_date(session, cast.actor(cast.lima_editor), note, 2)
    revise(session, cast, source, challenge="Encore.")
    assert told(session, note) == {"Lucía Paredes"}, "once, before it was withdrawn"


def test_a_note_adapted_from_another_has_no_other_languages_by_that(session: Session, cast: Cast) -> None:
    source, stranger = source_note(session, cast), source_note(session, cast, title="Autre")
    note = published(session, cast, adapted_from=source.permalink)
    beside = notes_beside(session, cast.actor(cast.editor), note, 1)
    assert beside.adapted_from is not None and beside.adapted_from.permalink == source.permalink
    assert list(beside.translations) == [] and stranger.is_published
