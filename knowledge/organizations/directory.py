"""Finding organizations and teams, and who is in them."""

from collections.abc import Collection, Sequence

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.errors import NotFound
from knowledge.organizations.models import Membership, Organization, Team, TeamRole
from knowledge.paging import PAGE_SIZE, Page, page_of
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, require

ROLE_ORDER = case((Membership.role == TeamRole.FOCAL_POINT, 0), (Membership.role == TeamRole.EDITOR, 1), else_=2)


def list_organizations(
    session: Session, country: str = "", kind: str = "", words: str = "", number: int = 1
) -> Page[Organization]:
    """Organizations by name, those with a team in the country, of the kind, whose name or acronym holds every word."""
    query = select(Organization).options(selectinload(Organization.teams)).order_by(Organization.name)
    if country:
        query = query.where(Organization.teams.any(Team.country == country))
    if kind:
        query = query.where(Organization.kind == kind)
    for word in words.replace("\0", " ").split()[:6]:
        query = query.where(
            or_(
                Organization.name.icontains(word, autoescape=True),
                Organization.acronym.icontains(word, autoescape=True),
            )
        )
    return page_of(session, query, number)


def organizations_named(session: Session, text: str, limit: int) -> list[Organization]:
    """Organizations whose acronym, name or a word of it begins so, short names first; one query."""
    forms = dict.fromkeys([text, text.capitalize()])  # a database folds the case of ASCII letters alone
    begins = [
        condition
        for form in forms
        for condition in (
            Organization.name.istartswith(form, autoescape=True),
            Organization.name.icontains(f" {form}", autoescape=True),
            Organization.acronym.istartswith(form, autoescape=True),
        )
    ]
    query = select(Organization).where(or_(*begins)).order_by(func.length(Organization.name), Organization.name)
    return list(session.scalars(query.limit(limit)))


def countries_with_teams(session: Session) -> list[str]:
    """The countries in which there is a team, by code."""
    return list(session.scalars(select(Team.country).distinct().order_by(Team.country)))


def find_organization(session: Session, slug: str) -> Organization:
    """Raises `NotFound`."""
    found = session.scalar(select(Organization).where(Organization.slug == slug))
    if found is None:
        raise NotFound(slug)
    return found


def find_team(session: Session, slug: str, country: str) -> Team:
    """The team by its address. Raises `NotFound`."""
    found = session.scalar(
        select(Team).join(Team.organization).where(Organization.slug == slug, Team.country == country.upper())
    )
    if found is None:
        raise NotFound(f"{slug}/{country}")
    return found


def find_organization_with_teams(session: Session, slug: str) -> Organization:
    """The organization and its teams, at most one a country, in one query. Raises `NotFound`."""
    query = select(Organization).where(Organization.slug == slug).options(joinedload(Organization.teams))
    found = session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound(slug)
    return found


def list_teams(organization: Organization, number: int = 1) -> Page[Team]:
    """The organization's teams by country code, of those that are loaded with it."""
    teams = organization.teams
    number = max(1, min(number, -(-len(teams) // PAGE_SIZE)))
    return Page(teams[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, len(teams))


def list_people(session: Session, actor: Actor, team: Team, number: int = 1) -> Page[Membership]:
    """Who is in the team, focal points first. For members. Suspended people are left out."""
    require(actor, Action.READ_PEOPLE, team)
    query = (
        select(Membership)
        .join(Membership.member)
        .where(Membership.team_id == team.id, Member.suspended_at.is_(None))
        .options(joinedload(Membership.member))
        .order_by(ROLE_ORDER, Member.name, Member.id)
    )
    return page_of(session, query, number)


def count_people(session: Session, team_ids: Collection[int]) -> dict[int, int]:
    """How many people each team has; teams with none are left out."""
    rows = session.execute(
        select(Membership.team_id, func.count())
        .join(Membership.member)
        .where(Membership.team_id.in_(team_ids), Member.suspended_at.is_(None))
        .group_by(Membership.team_id)
    )
    return {row[0]: row[1] for row in rows}


def memberships_of(session: Session, member_ids: Sequence[int]) -> dict[int, list[Membership]]:
    """The teams of members with the role in each, by member, in one query; `team` and its organization are loaded."""
    found: dict[int, list[Membership]] = {member_id: [] for member_id in member_ids}
    query = select(Membership).where(Membership.member_id.in_(found)).options(joinedload(Membership.team))
    for membership in session.scalars(query.order_by(Membership.since)):
        found[membership.member_id].append(membership)
    return found


def focal_points(session: Session, team: Team) -> list[Member]:
    """Who manages the team's people, and can do so now."""
    query = (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.team_id == team.id, Membership.role == TeamRole.FOCAL_POINT, Member.suspended_at.is_(None))
        .order_by(Member.name)
    )
    return list(session.scalars(query))
