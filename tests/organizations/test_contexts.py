"""A team describes its context once; notes are compared with it, for its own people."""

import re

import pytest
from sqlalchemy.orm import Session

from knowledge.errors import Invalid, NotAllowed
from knowledge.notes.comparing import NoteContext, Trait, compare_contexts
from knowledge.notes.models import Note
from knowledge.organizations.contexts import ContextFacts, context_of, describe_context, own_contexts
from knowledge.organizations.models import Membership, Team, TeamContext, TeamRole
from knowledge.people.actors import actor_for
from knowledge.permissions import STRANGER
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries

FACTS = ContextFacts(
    income_level="low", scale="district", language="fr", circumstances=("rural", "unreliable_electricity"),
    sector="Rural water supply", institution_type="Agency", words="The rains cut roads.",
)  # fmt: skip


@pytest.fixture
def described(session: Session, cast: Cast) -> TeamContext:
    context = describe_context(session, actor_for(session, cast.editor), cast.dakar, FACTS)
    session.commit()
    assert context is not None
    return context


def test_focal_points_and_editors_of_the_team_describe_it_and_nobody_else(session: Session, cast: Cast) -> None:
    for persona in (cast.focal_point, cast.editor):
        assert describe_context(session, actor_for(session, persona), cast.dakar, FACTS) is not None
    for persona in (cast.contributor, cast.lima_editor, cast.coordinator, cast.outsider):
        with pytest.raises(NotAllowed):
            describe_context(session, actor_for(session, persona), cast.dakar, FACTS)


def test_nothing_at_all_takes_the_description_away(session: Session, cast: Cast, described: TeamContext) -> None:
    assert describe_context(session, actor_for(session, cast.editor), cast.dakar, ContextFacts()) is None
    assert context_of(session, cast.dakar) is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ContextFacts(income_level="rich"), "income_level"),
        (ContextFacts(scale="galactic"), "scale"),
        (ContextFacts(language="not a language"), "language"),
        (ContextFacts(circumstances=("rural", "cosy")), "circumstances"),
        (ContextFacts(sector="x" * 201), "sector"),
        (ContextFacts(words="x" * 4001), "words"),
    ],
)
def test_what_cannot_be_compared_is_refused(session: Session, cast: Cast, facts: ContextFacts, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        describe_context(session, actor_for(session, cast.editor), cast.dakar, facts)
    assert set(refused.value.fields) == {field}


def test_contexts_of_ones_own_teams_alone(session: Session, cast: Cast, described: TeamContext) -> None:
    assert own_contexts(session, actor_for(session, cast.contributor)) == [described]
    assert own_contexts(session, actor_for(session, cast.lima_editor)) == []
    assert own_contexts(session, STRANGER) == []


def traits(found: tuple[Trait, ...]) -> set[tuple[str, str]]:
    return {(trait.facet, trait.value) for trait in found}


def context(**more: object) -> TeamContext:
    facts = {**vars(FACTS), "circumstances": list(FACTS.circumstances)} | more
    return TeamContext(team_id=1, **{"team": Team(country="SN")} | facts)


def test_alike_and_different() -> None:
    note = NoteContext(
        countries=("ML",), language="en-GB", income_level="low", scale="national", sector="water",
        circumstances=("rural", "decentralised_budget"),
    )  # fmt: skip
    found = compare_contexts(note, context())
    assert traits(found.alike) == {
        ("region", "011"),
        ("income_level", "low"),
        ("circumstance", "rural"),
        ("sector", ""),
    }
    assert traits(found.different) == {
        ("scale", "district"),
        ("language", "fr"),
        ("circumstance", "unreliable_electricity"),
        ("circumstance", "decentralised_budget"),
    }


def test_what_one_side_does_not_say_is_not_compared() -> None:
    found = compare_contexts(NoteContext(), context())
    assert (found.alike, found.different) == ((), ())
    found = compare_contexts(NoteContext(circumstances=("rural",), sector="health"), context(circumstances=[]))
    assert (found.alike, found.different) == ((), ()), "other words for a sector may mean the same"


def test_the_same_country_and_an_international_desk() -> None:
    assert ("country", "SN") in traits(compare_contexts(NoteContext(countries=("PE", "SN")), context()).alike)
    assert ("region", "011") in traits(compare_contexts(NoteContext(countries=("PE",)), context()).different)
    desk = context(team=Team(country="INT"))
    assert traits(compare_contexts(NoteContext(countries=("PE",)), desk).different) == set()


@pytest.fixture
def note(session: Session, cast: Cast) -> Note:
    made = factories.note(
        session, "Pumps", author=cast.lima_editor, teams=[cast.lima], countries=["PE"], income_level="low",
        circumstances=["rural", "decentralised_budget"],
    )  # fmt: skip
    session.commit()
    return made


def panel(page: str) -> str:
    found = re.search(r'aria-labelledby="beside".*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def test_a_note_is_compared_for_those_whose_team_has_described_itself(
    browse_as: SignIn, cast: Cast, described: TeamContext, note: Note
) -> None:
    shown = panel(browse_as(cast.contributor).get(f"/notes/{note.permalink}").text)
    assert "income level, rural" in shown
    assert "region, language, unreliable electricity, decentralised budget" in shown
    for other in (None, cast.outsider, cast.lima_editor):
        assert panel(browse_as(other).get(f"/notes/{note.permalink}").text) == ""


def test_one_of_several_teams_is_chosen(
    session: Session, browse_as: SignIn, cast: Cast, described: TeamContext, note: Note
) -> None:
    session.add(Membership(member_id=cast.contributor.id, team_id=cast.lima.id, role=TeamRole.EDITOR))
    session.commit()
    actor = actor_for(session, cast.contributor)
    describe_context(session, actor, cast.lima, ContextFacts(income_level="high"))
    session.commit()
    browser = browse_as(cast.contributor)
    first = panel(browser.get(f"/notes/{note.permalink}").text)
    assert f"team={cast.lima.id}#beside" in first
    other = panel(browser.get(f"/notes/{note.permalink}?team={cast.lima.id}").text)
    assert "<dt>Different</dt><dd>income level" in other
    for odd in ("x", "0", "999999"):
        assert panel(browser.get(f"/notes/{note.permalink}?team={odd}").text)


def test_the_form_on_the_teams_page(session: Session, browse_as: SignIn, cast: Cast) -> None:
    address = f"/organizations/{cast.water_agency.slug}/SN"
    browser = browse_as(cast.editor)
    assert "Describe your context" in browser.get(address).text
    assert "Describe your context" not in browse_as(cast.contributor).get(address).text
    sent = {
        "income_level": "low",
        "scale": "",
        "language": "",
        "circumstances": ["rural", "remote"],
        "words": "Dry <b>years</b>.",
    }
    assert browser.post(f"{address}/context", data=sent).status_code == 302
    page = browse_as(None).get(address).text
    assert "Low income" in page and "Rural, Far from offices and markets" in page
    assert "Dry &lt;b&gt;years&lt;/b&gt;." in page
    assert browser.get(f"{address}/context").text.count("checked") == 2
    assert browser.post(f"{address}/context", data={"income_level": "rich"}).status_code == 422
    assert browser.post(f"{address}/context", data={"circumstances": "cosy"}).status_code == 422
    assert browse_as(cast.contributor).post(f"{address}/context", data=sent).status_code == 403
    assert browse_as(None).post(f"{address}/context", data=sent).status_code == 401


def test_the_pages_stay_within_twelve_queries(
    session: Session, browse_as: SignIn, cast: Cast, described: TeamContext, note: Note, count_queries: CountQueries
) -> None:
    for persona in (cast.contributor, cast.editor):
        browser = browse_as(persona)
        for address in (f"/notes/{note.permalink}", f"/organizations/{cast.water_agency.slug}/SN"):
            with count_queries() as queries:
                assert browser.get(address).status_code == 200
            assert len(queries) <= 12, "\n".join(queries)
