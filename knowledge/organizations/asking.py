"""Joining by asking: a stranger confirms the address first, a member asks at once."""

from datetime import timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.notices.telling import tell
from knowledge.organizations.directory import focal_points
from knowledge.organizations.models import JoinRequest, RequestState, Team
from knowledge.people.addresses import clean_address, find_by_address
from knowledge.people.administering import administrators
from knowledge.people.letters import Letters, send
from knowledge.people.links import LinkUnknown, find_link, has_enough_links, make_link, use_up
from knowledge.people.models import LinkPurpose, Member
from knowledge.people.registering import is_account, note_asker
from knowledge.people.sign_in import digest
from knowledge.permissions import Action, Actor, require

CONFIRM = LinkPurpose.CONFIRM_ADDRESS
LONGEST_WORDS = 2000
FORGOTTEN_AFTER = timedelta(days=3)  # when the link that would confirm a request has run out


def ask_as_member(session: Session, actor: Actor, member: Member, team: Team, words: str) -> JoinRequest:
    """A member asks to join one more team. Asking again changes the words of the open request. Raises `Invalid`."""
    require(actor, Action.EDIT_PROFILE, member)
    require(actor, Action.ASK_TO_JOIN_TEAM, team)
    request = open_request_of(session, member, team)
    if request is None:
        request = JoinRequest(team=team, member=member, state=RequestState.OPEN)
        session.add(request)
    request.words = accepted_words(words)
    tell_who_answers(session, request)
    return request


def accepted_words(words: str) -> str:
    if len(words) > LONGEST_WORDS:
        raise Invalid({"words": "too_long"})
    return words.strip()


def open_request_of(session: Session, member: Member, team: Team) -> JoinRequest | None:
    """What the member asked of the team and was not yet answered."""
    return session.scalar(
        select(JoinRequest).where(
            JoinRequest.member_id == member.id, JoinRequest.team_id == team.id, JoinRequest.state == RequestState.OPEN
        )
    )


def tell_who_answers(session: Session, request: JoinRequest) -> None:
    """The focal points; where a team has none, the administrators."""
    told = focal_points(session, request.team) or administrators(session)
    ids = [member.id for member in told]
    tell(session, ids, "join_request", request.team, request.member.id, words=request.words)


def ask_as_stranger(
    session: Session, team: Team, name: str, email: str, words: str, language: str | None, letters: Letters
) -> None:
    """Somebody without an account asks; the request counts once the mailed link was opened. Raises `Invalid`.

    Who has an account is told so by mail and on no page, so that nobody learns who is a member.
    """
    address, words = clean_address(email), accepted_words(words)
    forget_the_unconfirmed(session)
    known = find_by_address(session, address)
    if known is not None and is_account(known):
        send(session, address, letters.has_account(known, team))
        return
    if known is None or not has_open_requests(session, known):
        known = note_asker(session, name, address, language)
    if has_enough_links(session, known, CONFIRM):
        return
    token = make_link(session, known, CONFIRM, address)
    state = RequestState.UNCONFIRMED
    session.add(JoinRequest(team=team, member=known, words=words, state=state, link_digest=digest(token)))
    send(session, address, letters.confirm_request(known, team, token))


def has_open_requests(session: Session, member: Member) -> bool:
    waiting = exists().where(JoinRequest.member_id == member.id, JoinRequest.state == RequestState.OPEN)
    return bool(session.scalar(select(waiting)))


def forget_the_unconfirmed(session: Session) -> None:
    """Keep nothing of those who asked and never opened the link."""
    waiting = exists().where(JoinRequest.member_id == Member.id, JoinRequest.state == RequestState.OPEN)
    session.execute(
        delete(Member)
        .where(Member.email_confirmed_at.is_(None), Member.created_at < clock.now() - FORGOTTEN_AFTER, ~waiting)
        .execution_options(synchronize_session=False)
    )


def find_unconfirmed_request(session: Session, token: str) -> JoinRequest:
    """The request that a mailed link confirms. Raises `LinkUnknown`, `LinkUsed` or `LinkExpired`."""
    link = find_link(session, token, CONFIRM)
    request = session.scalar(select(JoinRequest).where(JoinRequest.link_digest == link.token_digest))
    if request is None:
        raise LinkUnknown("request")
    return request


def confirm_request(session: Session, token: str) -> JoinRequest:
    """The address is confirmed: the request is laid before the team. A second one to the same team joins the first."""
    request = find_unconfirmed_request(session, token)
    use_up(session, find_link(session, token, CONFIRM))
    earlier = open_request_of(session, request.member, request.team)
    if earlier is not None:
        earlier.words = request.words
        session.delete(request)
        session.flush()
        return earlier
    if request.state == RequestState.UNCONFIRMED:
        request.state = RequestState.OPEN
        tell_who_answers(session, request)
    session.flush()
    return request
