"""New across borders: from elsewhere first, mixed by organization, country and people, translations once."""

from datetime import timedelta

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.across_borders import new_across_borders
from knowledge.notes.models import AudienceKind, Kind, Note
from knowledge.notes.tally import tally_notes
from knowledge.organizations.models import Team
from knowledge.people.models import Member
from knowledge.permissions import STRANGER
from tests import factories
from tests.personas import Cast


def published(session: Session, title: str, days_ago: int, team: Team, country: str, **more: object) -> Note:
    note = factories.note(session, title, teams=[team], countries=[country], **more)
    note.published_at = clock.now() - timedelta(days=days_ago)
    session.flush()
    return note


def titles(
    session: Session, cast: Cast, reader: Member | None = None, languages: tuple[str, ...] = ("en",)
) -> list[str]:
    return [card.title for card in new_across_borders(session, cast.actor(reader), languages)]


def elsewhere(session: Session, number: int) -> list[Team]:
    countries = ["KE", "NP", "BR", "JO", "MN", "PL", "FJ", "RW", "HT", "TD", "ZM", "BO"]
    return [
        factories.team(session, factories.organization(session, f"Agency {n}"), countries[n]) for n in range(number)
    ]


def test_no_organization_country_or_author_comes_twice(session: Session, cast: Cast) -> None:
    for n, team in enumerate(elsewhere(session, 10)):
        published(session, f"Agency {n}", n, team, team.country)
        published(session, f"Agency {n} again", n, team, team.country)
    found = titles(session, cast)
    assert len(found) == 8
    assert len({title.removesuffix(" again") for title in found}) == 8


def test_the_same_author_in_two_organizations_comes_once(session: Session, cast: Cast) -> None:
    teams = elsewhere(session, 6)
    for n, team in enumerate(teams):
        published(session, f"Note {n}", n, team, team.country, author=cast.outsider if n < 2 else None)
    found = titles(session, cast)
    assert "Note 0" in found
    assert "Note 1" not in found


def test_other_countries_come_before_the_readers_own(session: Session, cast: Cast) -> None:
    published(session, "Home and new", 0, cast.dakar, "SN")
    for n, team in enumerate(elsewhere(session, 3)):
        published(session, f"Abroad {n}", n + 5, team, team.country)
    assert titles(session, cast, cast.contributor) == ["Abroad 0", "Abroad 1", "Abroad 2", "Home and new"]
    assert titles(session, cast)[0] == "Home and new", "a stranger is at home nowhere"


def test_the_newest_come_first_and_old_ones_give_way(session: Session, cast: Cast) -> None:
    for n, team in enumerate(elsewhere(session, 10)):
        published(session, f"Note {n}", n, team, team.country)
    assert titles(session, cast) == [f"Note {n}" for n in range(8)]


def test_where_there_is_only_one_organization_its_newest_fill_the_list(session: Session, cast: Cast) -> None:
    for n in range(6):
        published(session, f"Note {n}", n, cast.lima, "PE")
    assert titles(session, cast) == [f"Note {n}" for n in range(4)]


def test_an_import_does_not_push_aside_what_teams_tell(session: Session, cast: Cast) -> None:
    teams = elsewhere(session, 6)
    for n, team in enumerate(teams[:2]):
        published(session, f"Practice {n}", 50 + n, team, team.country)
    for n in range(12):
        team = teams[2 + n % 4]
        published(session, f"Document {n}", 0, team, team.country).kind = Kind.REFERENCE
    session.flush()
    found = titles(session, cast)
    assert found[:2] == ["Practice 0", "Practice 1"]
    assert len(found) == 6


def translated(session: Session, cast: Cast) -> None:
    original = published(session, "Pompes", 9, cast.dakar, "SN", language="fr")
    for title, language in (("Pumps", "en"), ("Bombas", "es")):
        translation = published(session, title, 1, cast.dakar, "SN", language=language)
        translation.translation_group, translation.translation_of_id = "pumps", original.id
    original.translation_group = "pumps"
    session.flush()


def test_translations_are_shown_once_in_the_readers_language_or_as_first_written(session: Session, cast: Cast) -> None:
    translated(session, cast)
    assert titles(session, cast, languages=("es", "fr")) == ["Bombas"]
    assert titles(session, cast, languages=("zh",)) == ["Pompes"]
    [card] = new_across_borders(session, STRANGER, ("en",))
    assert card.other_languages == ("es", "fr")


def test_a_translation_the_reader_may_not_read_is_neither_shown_nor_named(session: Session, cast: Cast) -> None:
    translated(session, cast)
    hidden = published(session, "Насосы", 0, cast.dakar, "SN", language="ru", audience=AudienceKind.ORGANIZATION)
    hidden.translation_group = "pumps"
    session.flush()
    [card] = new_across_borders(session, STRANGER, ("ru", "en"))
    assert (card.title, card.other_languages) == ("Pumps", ("es", "fr"))


def test_translations_count_once_in_all_and_by_country(session: Session, cast: Cast) -> None:
    translated(session, cast)
    published(session, "Other", 1, cast.lima, "PE")
    tally = tally_notes(session, STRANGER)
    assert (tally.notes, tally.by_country) == (2, {"SN": 1, "PE": 1})


def test_a_translation_for_fewer_readers_adds_nothing_for_those_who_read_another(session: Session, cast: Cast) -> None:
    translated(session, cast)
    inside = published(session, "أنابيب", 1, cast.dakar, "SN", language="ar", audience=AudienceKind.ORGANIZATION)
    inside.translation_group = "pumps"
    published(session, "Inside alone", 1, cast.dakar, "ML", audience=AudienceKind.ORGANIZATION)
    session.flush()
    assert tally_notes(session, cast.actor(cast.contributor)).notes == 2
    assert tally_notes(session, cast.actor(cast.lima_editor)).notes == 1


def test_what_one_reads_as_author_and_as_colleague_counts_once(session: Session, cast: Cast) -> None:
    published(session, "Mine", 1, cast.dakar, "SN", audience=AudienceKind.ORGANIZATION, author=cast.contributor)
    published(session, "Mine too", 1, cast.dakar, "SN", author=cast.contributor)
    tally = tally_notes(session, cast.actor(cast.contributor))
    assert (tally.notes, tally.by_country) == (2, {"SN": 2})
