"""Organizations, teams, and who belongs to them."""

import pytest
from sqlalchemy import select

from knowledge.countries import all_countries, is_country, region_of
from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notes.models import AudienceKind
from knowledge.notices.models import Notice
from knowledge.organizations.directory import find_team, list_organizations, list_people
from knowledge.organizations.memberships import leave_team, remove_from_team, set_team_role
from knowledge.organizations.models import Membership, TeamRole
from knowledge.organizations.organizations import (
    OrganizationFacts,
    add_team,
    create_organization,
    edit_organization,
    edit_team,
)
from knowledge.outbox import IndexChange
from knowledge.people.models import Interest, MemberTopic
from tests import factories

AT = "/organizations/points-eau/SN"
MANAGE = ("focal_point", "administrator")


def allowed_for(cast, names, act):
    """The act is done for these personas and refused to all others."""
    for name, member in cast.everybody().items():
        if name in names:
            act(cast.actor(member))
        else:
            with pytest.raises(NotAllowed):
                act(cast.actor(member))


def test_an_administrator_makes_an_organization_with_teams(session, cast):
    actor = cast.actor(cast.administrator)
    made = create_organization(
        session, actor, OrganizationFacts(name="Ministère de l'Eau", kind="ministry", language="fr")
    )
    assert made.slug == "ministere-de-l-eau"
    assert add_team(session, actor, made, "ML") is find_team(session, made.slug, "ml")
    with pytest.raises(Invalid) as refused:
        add_team(session, actor, made, "ML")
    assert refused.value.fields == {"country": "team_exists"}


@pytest.mark.parametrize("name", ["水利部", "وزارة المياه", "New", "---"])
def test_a_name_without_latin_letters_still_gets_an_address(session, cast, name):
    made = create_organization(session, cast.actor(cast.administrator), OrganizationFacts(name=name))
    assert made.slug
    assert made.slug != "new"


def test_the_same_letters_twice_get_a_number(session, cast):
    actor = cast.actor(cast.administrator)
    slugs = [create_organization(session, actor, OrganizationFacts(name=n)).slug for n in ("Eau!", "Eau?", "Eaux")]
    assert slugs == ["eau", "eau-2", "eaux"]


@pytest.mark.parametrize(
    ("facts", "problem"),
    [({"name": " "}, {"name": "name_missing"}), ({"name": "Network Desk"}, {"name": "name_taken"}),
     ({"name": "A", "website": "javascript:alert(1)"}, {"website": "website_form"}),
     ({"name": "A", "kind": "club"}, {"kind": "kind_unknown"}), ({"name": "A", "language": "xx1"}, {"language": "language_unknown"})],
)  # fmt: skip
def test_facts_that_are_refused(session, cast, facts, problem):
    with pytest.raises(Invalid) as refused:
        create_organization(session, cast.actor(cast.administrator), OrganizationFacts(**facts))
    assert refused.value.fields == problem


def test_a_new_name_is_told_to_the_index_and_the_address_stays(session, cast):
    note = factories.note(session, "Pumps", teams=[cast.dakar])
    before = len(session.scalars(select(IndexChange)).all())
    edit_organization(
        session, cast.actor(cast.administrator), cast.water_agency, OrganizationFacts(name="Points d'eau")
    )
    changes = session.scalars(select(IndexChange.note_id)).all()[before:]
    assert changes == [note.id]
    assert cast.water_agency.slug == "points-eau"


def test_who_manages_organizations(session, cast):
    facts = OrganizationFacts(name="Agence des points d'eau")
    allowed_for(cast, ("administrator",), lambda actor: edit_organization(session, actor, cast.water_agency, facts))
    allowed_for(cast, ("administrator",), lambda actor: add_team(session, actor, cast.water_agency, "ML"))
    allowed_for(
        cast, ("administrator",), lambda actor: create_organization(session, actor, OrganizationFacts(name="Another"))
    )


def test_who_edits_a_team_and_its_people(session, cast):
    allowed_for(cast, MANAGE, lambda actor: edit_team(session, actor, cast.dakar, "Dakar, 41 people."))
    allowed_for(
        cast, MANAGE, lambda actor: set_team_role(session, actor, cast.dakar, cast.contributor, TeamRole.EDITOR)
    )


def test_who_takes_people_out_of_a_team(session, cast):
    def act(actor):
        if session.get(Membership, (cast.contributor.id, cast.dakar.id)) is None:
            session.add(Membership(member_id=cast.contributor.id, team_id=cast.dakar.id))
            session.flush()
        remove_from_team(session, actor, cast.dakar, cast.contributor)

    allowed_for(cast, MANAGE, act)


def test_only_members_see_the_people_of_a_team(session, cast):
    allowed_for(cast, set(cast.everybody()) - {"stranger"}, lambda actor: list_people(session, actor, cast.dakar))


def test_people_are_told_of_their_role_and_of_being_taken_out(session, cast):
    actor = cast.actor(cast.focal_point)
    set_team_role(session, actor, cast.dakar, cast.contributor, TeamRole.EDITOR)
    remove_from_team(session, actor, cast.dakar, cast.contributor)
    kinds = session.scalars(select(Notice.kind).where(Notice.member_id == cast.contributor.id)).all()
    assert kinds == ["role_changed", "removed_from_team"]
    assert not cast.actor(cast.contributor).teams
    with pytest.raises(NotFound):
        set_team_role(session, actor, cast.dakar, cast.contributor, TeamRole.EDITOR)


def test_leaving_is_ones_own_act(session, cast):
    with pytest.raises(NotAllowed):
        leave_team(session, cast.actor(cast.focal_point), cast.dakar, cast.contributor)
    with pytest.raises(NotAllowed):
        leave_team(session, cast.actor(cast.lima_editor), cast.dakar, cast.lima_editor)
    leave_team(session, cast.actor(cast.contributor), cast.dakar, cast.contributor)
    assert session.get(Membership, (cast.contributor.id, cast.dakar.id)) is None


def test_organizations_are_found_by_country_kind_and_words(session, cast):
    cast.lake_office.kind = "ministry"
    names = lambda **asked: [o.name for o in list_organizations(session, **asked).items]  # noqa: E731
    assert names(country="SN") == ["Agence des points d'eau"]
    assert names(kind="ministry") == ["Dirección del Lago"]
    assert names(words="desk network") == ["Network Desk"]
    assert names(words="%") == []
    assert len(names()) == 3


def test_the_index_is_paged_and_narrowed(browse_as, client, session, cast):
    for n in range(20):
        factories.organization(session, f"Z organization {n:02}")
    session.commit()
    assert "Page 1 of 2" in client.get("/organizations/").text
    narrowed = client.get("/organizations/?country=SN&kind=other").text
    assert "points d&#39;eau" in narrowed
    assert "Network Desk" not in narrowed
    assert "No organization fits" in client.get("/organizations/?q=nowhere").text
    assert client.get("/organizations/?page=99&country=%00").status_code == 200


def test_a_team_page_shows_people_to_members_and_public_notes_to_all(browse_as, session, cast):
    factories.note(session, "For everyone", teams=[cast.dakar])
    factories.note(session, "For the network", teams=[cast.dakar], audience=AudienceKind.NETWORK)
    factories.note(session, "For us", teams=[cast.dakar], audience=AudienceKind.ORGANIZATION)
    session.commit()
    seen = {name: browse_as(member).get(AT).text for name, member in cast.everybody().items()}
    for name, page in seen.items():
        assert "For everyone" in page
        assert ("For the network" in page) == (name != "stranger")
        assert ("Awa Ndour" in page) == (name != "stranger")
        assert ("For us" in page) == (name in ("contributor", "editor", "focal_point"))
        assert cast.contributor.email not in page
        assert ("Look after the team" in page) == (name in MANAGE)


def test_pages_for_looking_after_a_team_open_to_those_who_may(browse_as, cast):
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        expected = 302 if name == "stranger" else 200 if name in MANAGE else 403
        for page in ("edit", "invitations", "requests", f"people/{cast.contributor.permalink}/remove"):
            assert browser.get(f"{AT}/{page}").status_code == expected, (name, page)
        assert browser.get(f"{AT}/people").status_code == (302 if name == "stranger" else 200)


def test_pages_for_organizations_open_to_administrators(browse_as, cast):
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        expected = {"stranger": 302, "administrator": 200}.get(name, 403)
        for page in ("new", "points-eau/edit", "points-eau/new-team"):
            assert browser.get(f"/organizations/{page}").status_code == expected, (name, page)


def test_an_administrator_works_by_the_pages(browse_as, client, session, cast):
    browser = browse_as(cast.administrator)
    typed = {"name": "Rivers Trust", "kind": "ngo", "language": "en", "website": "https://rivers.example.org"}
    made = browser.post("/organizations/new", data=typed)
    assert made.headers["Location"] == "/organizations/rivers-trust/new-team"
    team = browser.post("/organizations/rivers-trust/new-team", data={"country": "NG", "summary": "Lagos."})
    assert team.headers["Location"] == "/organizations/rivers-trust/NG/invitations"
    browser.post("/organizations/rivers-trust/edit", data={**typed, "summary": "Mends weirs."})
    browser.post("/organizations/rivers-trust/NG/edit", data={"summary": "Lagos and Lokoja."})
    assert "Mends weirs." in client.get("/organizations/rivers-trust").text
    assert "Lagos and Lokoja." in client.get("/organizations/rivers-trust/NG").text
    wrong = browser.post("/organizations/new", data={**typed, "website": "rivers"})
    assert wrong.status_code == 422
    assert 'value="Rivers Trust"' in wrong.text
    assert "There is one with this name" in wrong.text


def test_roles_are_changed_and_people_leave_by_the_pages(browse_as, session, cast):
    browser, contributor = browse_as(cast.focal_point), browse_as(cast.contributor)
    browser.post(f"{AT}/people/{cast.contributor.permalink}/role", data={"role": "editor"})
    session.commit()
    assert session.get(Membership, (cast.contributor.id, cast.dakar.id)).role == TeamRole.EDITOR
    wrong = browser.post(f"{AT}/people/{cast.contributor.permalink}/role", data={"role": "queen"})
    assert wrong.status_code == 422
    assert "Leave" in contributor.get(f"{AT}/leave").text
    contributor.post(f"{AT}/leave")
    session.commit()
    assert session.get(Membership, (cast.contributor.id, cast.dakar.id)) is None
    browser.post(f"{AT}/people/{cast.editor.permalink}/remove")
    session.commit()
    assert session.get(Membership, (cast.editor.id, cast.dakar.id)) is None


@pytest.mark.parametrize("path", ["nowhere", "nowhere/SN", "points-eau/ZZ", "points-eau/..", "%00"])
def test_what_is_not_there_is_not_found(client, cast, path):
    assert client.get(f"/organizations/{path}").status_code == 404


def test_every_country_lies_in_a_region(session):
    assert len(all_countries()) == 249
    assert (region_of("SN"), region_of("PE"), region_of("INT"), region_of("XX")) == ("011", "005", "001", "001")
    assert is_country("INT")
    assert is_country("TW")
    assert not is_country("XX")
    assert not is_country("sn")


@pytest.mark.parametrize("name", ["focal_point", "administrator", "outsider", "stranger"])
def test_pages_ask_the_database_at_most_twelve_times(app, browse_as, session, cast, name):
    from sqlalchemy import event

    from app.extensions import db

    for n in range(15):
        factories.member(session, f"Person {n}", team=cast.dakar)
        note = factories.note(session, f"Note {n}", author=cast.contributor, teams=[cast.dakar])
        note.translation_group = f"group-{n}"
    topic = factories.topic(session, {"en": "Pumps"})
    session.add(MemberTopic(member_id=cast.contributor.id, topic_id=topic.id, interest=Interest.OFFER))
    session.commit()
    browser, asked = browse_as(cast.everybody()[name]), []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    browser.get("/organizations/")
    for path in (
        "/organizations/",
        "/organizations/points-eau",
        AT,
        f"{AT}/people",
        f"/people/{cast.contributor.permalink}",
    ):
        asked.clear()
        browser.get(path)
        queries = [text for text in asked if text.startswith("SELECT")]
        assert len(queries) <= 12, (path, queries)
