"""Saving a search, finding it again, changing and deleting it: all of it for its owner alone."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from knowledge import clock
from knowledge.errors import Invalid, NotFound
from knowledge.notices.models import Notice
from knowledge.notices.telling import subject_key
from knowledge.paging import Page, page_of
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, audience_terms, require
from knowledge.saved_searches.arrivals import latest_arrival
from knowledge.saved_searches.models import LONGEST_NAME, HowOften, SavedSearch
from knowledge.saved_searches.timing import first_look

MOST_SEARCHES = 50
MOST_PAIRS = 600
LONGEST_ADDRESS = 12_000

Pairs = Sequence[tuple[str, str]]


def save_search(session: Session, actor: Actor, name: str, address: Pairs, how_often: str) -> SavedSearch:
    """Keep a search by the (name, value) pairs of its address. What it finds today is no news later.

    Raises `Invalid` for `name`, `how_often`, `search` (too long to keep) or `most` (there are MOST_SEARCHES already).
    """
    require(actor, Action.SAVE_SEARCH)
    owner = hold_owner(session, actor)
    problems = problems_of(session, owner, name, how_often)
    if count_searches(session, owner) >= MOST_SEARCHES:
        problems["most"] = "searches_many"
    if len(address) > MOST_PAIRS or sum(len(key) + len(value) for key, value in address) > LONGEST_ADDRESS:
        problems["search"] = "search_long"
    if problems:
        raise Invalid(problems)
    search = SavedSearch(member_id=owner.id, name=tidy(name), address=[list(pair) for pair in address])
    forget_what_is_there(session, actor, search)
    plan(search, owner, HowOften(how_often))
    session.add(search)
    session.flush()
    return search


def change_search(session: Session, actor: Actor, search: SavedSearch, name: str, how_often: str) -> None:
    """Give it another name or tell of it at other times. Raises `Invalid` for `name` or `how_often`.

    Who is told again after never is told of what comes from now on; any other change loses nothing that is not told yet.
    """
    require(actor, Action.USE_SAVED_SEARCH, search)
    owner = hold_owner(session, actor)
    problems = problems_of(session, owner, name, how_often, but=search.id)
    if problems:
        raise Invalid(problems)
    session.refresh(search, with_for_update={"of": SavedSearch})
    search.name = tidy(name)
    if search.how_often != how_often:
        if search.how_often == HowOften.NEVER:
            forget_what_is_there(session, actor, search)
        plan(search, owner, HowOften(how_often))
    session.flush()


def end_alerts(session: Session, search: SavedSearch) -> None:
    """Tell no more of this search; the link in its letters does that for whoever holds one. The search stays."""
    plan(search, search.member, HowOften.NEVER)
    session.flush()


def delete_search(session: Session, actor: Actor, search: SavedSearch) -> None:
    """Forget the search, what it found, and the notices about it."""
    require(actor, Action.USE_SAVED_SEARCH, search)
    about = subject_key(search)
    session.execute(
        delete(Notice).where(
            Notice.member_id == search.member_id,
            Notice.subject_type == about["subject_type"],
            Notice.subject_id == about["subject_id"],
        )
    )
    session.execute(delete(SavedSearch).where(SavedSearch.id == search.id))
    session.expunge(search)


def list_searches(session: Session, actor: Actor, page: int = 1) -> Page[SavedSearch]:
    """The actor's own, by name. One query."""
    require(actor, Action.SAVE_SEARCH)
    query = select(SavedSearch).where(SavedSearch.member_id == actor.member_id)
    return page_of(session, query.order_by(func.lower(SavedSearch.name), SavedSearch.id), page)


def find_search(session: Session, actor: Actor, permalink: str) -> SavedSearch:
    """The actor's search at this address. Raises NotFound for everybody else, as for one that is not there."""
    query = select(SavedSearch).where(SavedSearch.permalink == permalink).options(joinedload(SavedSearch.member))
    search = session.scalar(query) if permalink.isalnum() else None
    if search is None:
        raise NotFound(permalink)
    require(actor, Action.USE_SAVED_SEARCH, search)
    return search


def hold_owner(session: Session, actor: Actor) -> Member:
    """One change of a member's searches after the other, so that names stay apart and their number within the bound."""
    query = select(Member).where(Member.id == actor.member_id).with_for_update(of=Member)
    return session.scalars(query).one()


def count_searches(session: Session, owner: Member) -> int:
    query = select(func.count()).select_from(SavedSearch).where(SavedSearch.member_id == owner.id)
    return session.scalar(query) or 0


def problems_of(session: Session, owner: Member, name: str, how_often: str, but: int = 0) -> dict[str, str]:
    problems = {}
    same = select(SavedSearch.id).where(SavedSearch.member_id == owner.id, SavedSearch.name == tidy(name))
    if not tidy(name):
        problems["name"] = "search_name_missing"
    elif len(tidy(name)) > LONGEST_NAME:
        problems["name"] = "search_name_long"
    elif session.scalar(same.where(SavedSearch.id != but)) is not None:
        problems["name"] = "search_name_taken"
    if how_often not in list(HowOften):
        problems["how_often"] = "how_often_unknown"
    return problems


def tidy(name: str) -> str:
    return " ".join(name.replace("\x00", " ").split())


def forget_what_is_there(session: Session, actor: Actor, search: SavedSearch) -> None:
    """Nothing that the owner can read now is news."""
    latest = search.began = latest_arrival(session)
    search.known = {**(search.known or {}), **dict.fromkeys(sorted(audience_terms(actor)), latest)}


def plan(search: SavedSearch, owner: Member, how_often: HowOften) -> None:
    search.how_often = how_often
    search.due_at = first_look(how_often, clock.now(), owner.timezone)
    search.turn = (search.turn or 0) + 1
