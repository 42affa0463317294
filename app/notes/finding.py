"""Finding the note that a page of writing is about, and what a new one begins with."""

from dataclasses import replace

from flask import request
from flask_babel import get_locale
from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from app import web
from app.config import LANGUAGES
from app.notes.forms import whole_number
from knowledge.errors import NotAllowed, NotFound
from knowledge.notes.content import PracticeContent
from knowledge.notes.errors import NoteAlreadyWithdrawn
from knowledge.notes.models import AudienceKind, Draft, Note, NoteState, Revision
from knowledge.notes.projection import find_note
from knowledge.notes.proposal import Proposal
from knowledge.organizations.models import INTERNATIONAL, Team
from knowledge.peer_groups.models import PeerGroup
from knowledge.permissions import Action, Actor, may, require

WITH_ITS_PEOPLE = (
    joinedload(Note.owners),
    joinedload(Note.authors),
    joinedload(Note.joining),
    joinedload(Note.translation_of),
    joinedload(Note.published_revision).load_only(Revision.number),
)


def writer() -> Actor:
    """The actor, who must be in a team for which notes are written."""
    actor = web.require_member()
    if not actor.teams:
        raise NotAllowed("writing without a team")
    return actor


def note_for(permalink: str, action: Action) -> Note:
    """The note at the permalink, if the member who is signed in may do this with it; else the request ends as it should."""
    return note_and_draft(permalink, action)[0]


def note_and_draft(permalink: str, action: Action) -> tuple[Note, Draft | None]:
    """The same with what the member typed and did not save; the note's owners and authors come along in the one query."""
    actor = web.require_member()
    mine = and_(Draft.note_id == Note.id, Draft.member_id == actor.member_id)
    query = select(Note, Draft).outerjoin(Draft, mine).where(Note.permalink == permalink).options(*WITH_ITS_PEOPLE)
    row = web.session().execute(query).unique().first()
    if row is None:
        raise NotFound(permalink)
    note, draft = row
    require(actor, action, note)
    return note, draft


def note_to_edit(permalink: str) -> Note:
    return draft_to_edit(permalink)[0]


def draft_to_edit(permalink: str) -> tuple[Note, Draft | None]:
    """The note and the member's own draft. Raises `NoteAlreadyWithdrawn`."""
    note, draft = note_and_draft(permalink, Action.EDIT_NOTE)
    if note.state == NoteState.WITHDRAWN:
        raise NoteAlreadyWithdrawn(permalink)
    return note, draft


def default_proposal(actor: Actor) -> Proposal:
    """What a new note begins with: the actor's first team and its country, the reader's language, the network as audience.

    The address may ask for more: `adapted_from` (a permalink), `group` (a peer group's permalink), and `team` (the id of one of
    the actor's).
    """
    first = Team.id != whole_number(request.args.get("team", ""))
    teams = web.session().scalars(select(Team).where(Team.id.in_(actor.teams)).order_by(first, Team.id)).all()
    team = teams[0] if teams else None
    member = web.reader()
    spoken = [language for language in (member.languages if member else []) if language]
    locale = str(get_locale() or "en").replace("_", "-")
    language = spoken[0] if spoken and locale not in spoken else locale
    group = group_asked_for(actor)
    return Proposal(
        content=source_content(
            actor, PracticeContent(countries=(team.country,) if team and team.country != INTERNATIONAL else ())
        ),
        language=language if language in LANGUAGES or language in spoken else "en",
        audience=AudienceKind.PEER_GROUP if group else AudienceKind.NETWORK,
        peer_group=group,
        teams=(team.id,) if team else (),
        authors=(actor.member_id,) if actor.member_id is not None else (),
        adapted_from=request.args.get("adapted_from", ""),
    )


def group_asked_for(actor: Actor) -> int | None:
    permalink = request.args.get("group", "")
    if not permalink:
        return None
    found = web.session().scalar(select(PeerGroup.id).where(PeerGroup.permalink == permalink))
    return found if found in actor.groups else None


def source_content(actor: Actor, plain: PracticeContent) -> PracticeContent:
    """A note adapted from another begins with its topics."""
    adapted = published_content(actor, request.args.get("adapted_from", ""))
    return replace(plain, topics=adapted.topics) if adapted is not None else plain


def published_content(actor: Actor, permalink: str) -> PracticeContent | None:
    """What a note says that the actor may read; what was withdrawn is told to nobody again."""
    source = find_note(web.session(), permalink)
    if source is None or not source.is_published or not may(actor, Action.READ_NOTE, source):
        return None
    return source.published_revision.practice() if source.published_revision is not None else None
