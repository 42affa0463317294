"""Who may do what, all of it. An action maps to the predicates of which one must hold; what is not listed is denied.
`audience_terms` is the same rule in the form that SQL and the search engine filter by, so that a page, a count and a hit agree.
An administrator runs the network; that alone never opens group-only or organization-only content.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, case, false, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass

from knowledge.errors import NotAllowed, NotFound, NotSignedIn
from knowledge.notes.attachments.models import FileInNote
from knowledge.notes.models import AudienceKind, Note, NoteAudience, NoteState, NoteTeam, PastRevision
from knowledge.notes.review.models import Invited, NoteJoining, TeamAsked
from knowledge.organizations.models import Team, TeamRole
from knowledge.peer_groups.models import GroupState, PeerGroup
from knowledge.people.models import Member, NetworkRole
from knowledge.remarks.models import Remark
from knowledge.reuse.models import Adopting
from knowledge.rounds.models import MatchingRound, RoundState, SignUp
from knowledge.rounds.proposal_models import ProposedPlace
from knowledge.saved_searches.models import SavedSearch

PUBLIC = "public"
NETWORK = "network"


@dataclass(frozen=True)
class Actor:
    """Who is acting: nobody signed in (`Actor()`), a member, or the operator at the command line."""

    member_id: int | None = None
    roles: frozenset[NetworkRole] = frozenset()
    memberships: frozenset[tuple[int, TeamRole]] = frozenset()
    organizations: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    is_operator: bool = False
    teams: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "teams", frozenset(team for team, _ in self.memberships))

    def is_member(self) -> bool:
        return self.member_id is not None

    def has_role_in(self, team_id: int, *roles: TeamRole) -> bool:
        return any((team_id, role) in self.memberships for role in roles)


STRANGER = Actor()
OPERATOR = Actor(roles=frozenset(NetworkRole), is_operator=True)


class Action(Enum):
    READ_NOTE = auto()
    READ_NOTE_DRAFT = auto()
    READ_REVISION = auto()  # thing: a PastRevision
    READ_ATTACHMENT = auto()  # thing: a FileInNote
    WRITE_NOTES = auto()  # thing: the team it is written for
    EDIT_NOTE = auto()
    PUBLISH_NOTE = auto()
    WITHDRAW_NOTE = auto()
    CONFIRM_NOTE = auto()  # that it still holds
    TRANSLATE_NOTE = auto()
    SEE_SOURCE = auto()  # thing: a translation; that it is one, of what, and what changed there
    FOLLOW_SOURCE = auto()  # thing: a translation; be told of its source, and say that it is up to date
    COMMENT_ON_NOTE = auto()  # and read what its reviewers wrote
    TAKE_BACK_SUBMISSION = auto()
    APPROVE_REVISION = auto()  # thing: a TeamAsked
    INVITE_COAUTHOR = auto()
    ANSWER_COAUTHOR_INVITATION = auto()  # thing: an Invited
    LEAVE_OWNERSHIP = auto()  # thing: the NoteTeam that leaves
    IMPORT_NOTES = auto()
    ADOPT_NOTE = auto()  # thing: an Adopting, the note and the team that takes it up
    THANK_AUTHORS = auto()
    ASK_ABOUT_NOTE = auto()
    READ_REMARK = auto()
    ANSWER_QUESTION = auto()
    MARK_HELPFUL = auto()  # thing: the answer
    CHANGE_REMARK = auto()
    TAKE_BACK_REMARK = auto()
    REPORT_REMARK = auto()
    READ_REPORTS = auto()
    DECIDE_REPORT = auto()  # thing: the remark that was reported
    READ_PEOPLE = auto()  # profiles and lists of members
    EDIT_PROFILE = auto()
    SUSPEND_MEMBER = auto()
    GRANT_ROLES = auto()
    MANAGE_ORGANIZATIONS = auto()
    EDIT_TEAM = auto()
    DESCRIBE_TEAM = auto()
    MANAGE_TEAM_PEOPLE = auto()
    ASK_TO_JOIN_TEAM = auto()
    LEAVE_TEAM = auto()
    CURATE_TOPICS = auto()
    PROPOSE_GROUP = auto()
    SEE_GROUP = auto()  # that it exists, its purpose, who is in it, what is missing
    ENTER_GROUP = auto()  # its discussion and notes
    INVITE_TO_GROUP = auto()
    ANSWER_GROUP_REQUEST = auto()
    JOIN_GROUP = auto()
    CLOSE_GROUP = auto()
    SEE_ROUNDS = auto()
    SEE_ROUND = auto()
    RUN_ROUNDS = auto()  # write, open, match and close them; without a thing: begin one
    SEE_SIGN_UPS = auto()  # who takes part, what they offer and need; never whom they avoid
    SEE_PROPOSAL = auto()  # thing: the round; everybody's places in it and why
    ANSWER_PROPOSAL = auto()  # thing: one's place in it; and see who else is in the group
    SIGN_UP = auto()  # thing: the round
    CHANGE_SIGN_UP = auto()  # and read all that stands in it
    SAVE_SEARCH = auto()
    USE_SAVED_SEARCH = auto()  # see it, what it found, change and delete it


Predicate = Callable[[Actor, Any], bool]


def anyone(actor: Actor, thing: Any) -> bool:
    return True


def a_member(actor: Actor, thing: Any) -> bool:
    return actor.is_member()


def the_operator(actor: Actor, thing: Any) -> bool:
    return actor.is_operator


def a_coordinator(actor: Actor, thing: Any) -> bool:
    return NetworkRole.COORDINATOR in actor.roles


def an_administrator(actor: Actor, thing: Any) -> bool:
    return NetworkRole.ADMINISTRATOR in actor.roles


def self_alone(actor: Actor, thing: Member) -> bool:
    return actor.member_id is not None and actor.member_id == thing.id


def its_owner(actor: Actor, thing: SavedSearch | SignUp) -> bool:
    """What somebody looks for is nobody else's business, an administrator's neither."""
    return actor.member_id is not None and actor.member_id == thing.member_id


def in_the_team(actor: Actor, thing: Team) -> bool:
    return thing.id in actor.teams


def focal_point_of_the_team(actor: Actor, thing: Team) -> bool:
    return actor.has_role_in(thing.id, TeamRole.FOCAL_POINT)


def editor_of_the_team(actor: Actor, thing: Team) -> bool:
    return actor.has_role_in(thing.id, TeamRole.EDITOR)


def outside_the_team(actor: Actor, thing: Team) -> bool:
    return thing.id not in actor.teams


def in_its_audience(actor: Actor, note: Note) -> bool:
    if note.state != NoteState.PUBLISHED:
        return False
    return not audience_terms(actor).isdisjoint(reader.term for reader in note.readers)


def its_author(actor: Actor, note: Note) -> bool:
    return actor.member_id is not None and any(author.member_id == actor.member_id for author in note.authors)


def editor_of_an_owner(actor: Actor, note: Note) -> bool:
    """Editors act on their team's notes, but a note written for a peer group stays with the group and its authors."""
    if note.audience == AudienceKind.PEER_GROUP and note.peer_group_id not in actor.groups:
        return False
    return any(edits_for(actor, owner.team_id) for owner in note.owners)


def edits_for(actor: Actor, team_id: int | None) -> bool:
    return team_id is not None and actor.has_role_in(team_id, TeamRole.EDITOR, TeamRole.FOCAL_POINT)


def joining_as_author(actor: Actor, note: Note) -> bool:
    return actor.member_id is not None and any(actor.member_id == joining.member_id for joining in joining_of(note))


def editor_of_a_joining_team(actor: Actor, note: Note) -> bool:
    """The rule for an owner holds for a team that becomes one with the next publication."""
    if note.audience == AudienceKind.PEER_GROUP and note.peer_group_id not in actor.groups:
        return False
    return any(edits_for(actor, joining.team_id) for joining in joining_of(note))


def joining_of(note: Note) -> Sequence[NoteJoining]:
    """Only what was published can have others on the way; an unpublished note follows its latest revision."""
    return note.joining if note.published_revision_id is not None else ()


def editor_of_the_asked_team(actor: Actor, asked: TeamAsked) -> bool:
    """Where a team wants two pairs of eyes, nobody agrees to what they wrote on themselves."""
    own_work = asked.team.two_pairs_of_eyes and actor.member_id in asked.writers
    return edits_for(actor, asked.team.id) and asked.groups <= actor.groups and not own_work


def editor_of_the_leaving_team(actor: Actor, owner: NoteTeam) -> bool:
    return edits_for(actor, owner.team_id)


def the_invited(actor: Actor, invited: Invited) -> bool:
    return actor.member_id is not None and actor.member_id == invited.member.id and invited.is_theirs


def author_within_its_group(actor: Actor, note: Note) -> bool:
    """Inside a peer group people speak for themselves: an author publishes there without an editor."""
    return note.audience == AudienceKind.PEER_GROUP and note.peer_group_id in actor.groups and its_author(actor, note)


def withdrawn_after_being_readable(actor: Actor, note: Note) -> bool:
    """A tombstone names a withdrawn note to those who could read it."""
    return note.state == NoteState.WITHDRAWN and not audience_terms(actor).isdisjoint(r.term for r in note.readers)


def in_a_team_and_its_audience(actor: Actor, note: Note) -> bool:
    return bool(actor.teams) and in_its_audience(actor, note)


def reader_of_its_source(actor: Actor, note: Note) -> bool:
    """Who may read a translation need not know of its source."""
    source = note.translation_of
    return source is not None and may(actor, Action.READ_NOTE, note) and may(actor, Action.READ_NOTE, source)


def writer_who_reads_its_source(actor: Actor, note: Note) -> bool:
    return reader_of_its_source(actor, note) and any(rule(actor, note) for rule in WRITERS)


def writer_of_its_note(actor: Actor, past: PastRevision | FileInNote) -> bool:
    return any(rule(actor, past.note) for rule in WRITERS)


def published_and_within_its_audience(actor: Actor, past: PastRevision) -> bool:
    """Who may read the note may read what was published before, but nothing that was published for others alone."""
    terms = terms_for(past.audience, past.peer_group_id, (o for o in past.note.owners if o.team_id in past.teams))
    return past.is_published and in_its_audience(actor, past.note) and not terms.isdisjoint(audience_terms(actor))


def in_a_revision_for_the_reader(actor: Actor, file: FileInNote) -> bool:
    """A file is for whoever may read a published revision that has it."""
    return any(published_and_within_its_audience(actor, past) for past in file.published_in)


def for_ones_team_what_one_may_read(actor: Actor, adopting: Adopting) -> bool:
    """Anybody in a team tells what it made of a published note; an owner cannot adopt its own."""
    note, readable = adopting.note, (in_its_audience, its_author, editor_of_an_owner)
    if note.state != NoteState.PUBLISHED or adopting.team_id in {owner.team_id for owner in note.owners}:
        return False
    return adopting.team_id in actor.teams and any(rule(actor, note) for rule in readable)


def a_member_in_its_audience(actor: Actor, note: Note) -> bool:
    return actor.is_member() and in_its_audience(actor, note)


def a_reader_who_did_not_write_it(actor: Actor, note: Note) -> bool:
    return a_member_in_its_audience(actor, note) and not its_author(actor, note)


def a_reader_of_its_note(actor: Actor, remark: Remark) -> bool:
    """Remarks follow their note: to fewer readers, and into withdrawal. A note that was never published has none."""
    opened = remark.note.state in (NoteState.PUBLISHED, NoteState.WITHDRAWN)
    there = remark.taken_back_at is None and not remark.is_under_hidden_question
    return opened and there and may(actor, Action.READ_NOTE, remark.note)


def wrote_remark(actor: Actor, remark: Remark) -> bool:
    return actor.member_id is not None and remark.author_id == actor.member_id


def hears_remark(actor: Actor, remark: Remark) -> bool:
    """What is hidden its writer alone still sees."""
    return a_reader_of_its_note(actor, remark) and (remark.hidden_at is None or wrote_remark(actor, remark))


def its_writer_who_reads_the_note(actor: Actor, remark: Remark) -> bool:
    return wrote_remark(actor, remark) and a_reader_of_its_note(actor, remark)


def its_writer_while_open(actor: Actor, remark: Remark) -> bool:
    return its_writer_who_reads_the_note(actor, remark) and in_its_audience(actor, remark.note)


def answers_what_is_asked(actor: Actor, question: Remark) -> bool:
    return hears_remark(actor, question) and a_member_in_its_audience(actor, question.note)


def was_answered(actor: Actor, answer: Remark) -> bool:
    """Who asked, or wrote the note, tells which answer helped; nobody says it of their own."""
    asked = answer.question is not None and wrote_remark(actor, answer.question)
    concerned = asked or its_author(actor, answer.note)
    other = hears_remark(actor, answer) and not wrote_remark(actor, answer)
    return concerned and other and a_member_in_its_audience(actor, answer.note)


def hears_it_from_another(actor: Actor, remark: Remark) -> bool:
    return actor.is_member() and hears_remark(actor, remark) and not wrote_remark(actor, remark)


def coordinator_who_did_not_write_it(actor: Actor, remark: Remark) -> bool:
    """A report opens the reported words to coordinators, whoever may read the note; never to their writer."""
    return a_coordinator(actor, remark) and not wrote_remark(actor, remark)


def in_the_group(actor: Actor, group: PeerGroup) -> bool:
    return group.id in actor.groups


def coordinator_while_forming(actor: Actor, group: PeerGroup) -> bool:
    return group.state == GroupState.FORMING and a_coordinator(actor, group)


def its_proposer_while_forming(actor: Actor, group: PeerGroup) -> bool:
    return group.state == GroupState.FORMING and actor.member_id is not None and group.proposed_by_id == actor.member_id


def a_member_once_it_is_open(actor: Actor, thing: MatchingRound) -> bool:
    return actor.is_member() and thing.state != RoundState.DRAFT


def who_is_placed(actor: Actor, thing: ProposedPlace) -> bool:
    return its_owner(actor, thing.signup)


# Who works on a note: who wrote it, the editors of its owners, and those who join with the next publication.
WRITERS: tuple[Predicate, ...] = (its_author, editor_of_an_owner, joining_as_author, editor_of_a_joining_team)
RULES: dict[Action, tuple[Predicate, ...]] = {
    Action.READ_NOTE: (in_its_audience, withdrawn_after_being_readable, *WRITERS),
    Action.READ_NOTE_DRAFT: WRITERS,
    Action.READ_REVISION: (writer_of_its_note, published_and_within_its_audience),
    Action.READ_ATTACHMENT: (writer_of_its_note, in_a_revision_for_the_reader),
    Action.WRITE_NOTES: (in_the_team,),
    Action.EDIT_NOTE: WRITERS,
    Action.PUBLISH_NOTE: (editor_of_an_owner, author_within_its_group, editor_of_a_joining_team),
    Action.WITHDRAW_NOTE: (editor_of_an_owner, author_within_its_group),
    Action.CONFIRM_NOTE: (editor_of_an_owner, author_within_its_group),
    Action.TRANSLATE_NOTE: (in_a_team_and_its_audience,),
    Action.SEE_SOURCE: (reader_of_its_source,),
    Action.FOLLOW_SOURCE: (writer_who_reads_its_source,),
    Action.COMMENT_ON_NOTE: WRITERS,
    Action.TAKE_BACK_SUBMISSION: (its_author, joining_as_author),
    Action.APPROVE_REVISION: (editor_of_the_asked_team,),
    Action.INVITE_COAUTHOR: WRITERS,
    Action.ANSWER_COAUTHOR_INVITATION: (the_invited,),
    Action.LEAVE_OWNERSHIP: (editor_of_the_leaving_team,),
    Action.IMPORT_NOTES: (the_operator,),
    Action.ADOPT_NOTE: (for_ones_team_what_one_may_read,),
    Action.THANK_AUTHORS: (a_reader_who_did_not_write_it,),
    Action.ASK_ABOUT_NOTE: (a_member_in_its_audience,),
    Action.READ_REMARK: (hears_remark,),
    Action.ANSWER_QUESTION: (answers_what_is_asked,),
    Action.MARK_HELPFUL: (was_answered,),
    Action.CHANGE_REMARK: (its_writer_while_open,),
    Action.TAKE_BACK_REMARK: (its_writer_who_reads_the_note,),
    Action.REPORT_REMARK: (hears_it_from_another,),
    Action.READ_REPORTS: (a_coordinator,),
    Action.DECIDE_REPORT: (coordinator_who_did_not_write_it,),
    Action.READ_PEOPLE: (a_member, the_operator),
    Action.EDIT_PROFILE: (self_alone,),
    Action.SUSPEND_MEMBER: (an_administrator,),
    Action.GRANT_ROLES: (an_administrator,),
    Action.MANAGE_ORGANIZATIONS: (an_administrator,),
    Action.EDIT_TEAM: (focal_point_of_the_team, an_administrator),
    Action.DESCRIBE_TEAM: (focal_point_of_the_team, editor_of_the_team),
    Action.MANAGE_TEAM_PEOPLE: (focal_point_of_the_team, an_administrator),
    Action.ASK_TO_JOIN_TEAM: (outside_the_team,),
    Action.LEAVE_TEAM: (in_the_team,),
    Action.CURATE_TOPICS: (a_coordinator,),
    Action.PROPOSE_GROUP: (a_member,),
    Action.SEE_GROUP: (a_member,),
    Action.ENTER_GROUP: (in_the_group,),
    Action.INVITE_TO_GROUP: (in_the_group, its_proposer_while_forming, coordinator_while_forming),
    Action.ANSWER_GROUP_REQUEST: (in_the_group, its_proposer_while_forming, coordinator_while_forming),
    Action.JOIN_GROUP: (a_member,),
    Action.CLOSE_GROUP: (in_the_group, its_proposer_while_forming, coordinator_while_forming),
    Action.SEE_ROUNDS: (a_member,),
    Action.SEE_ROUND: (a_member_once_it_is_open, a_coordinator),
    Action.RUN_ROUNDS: (a_coordinator,),
    Action.SEE_SIGN_UPS: (a_coordinator,),
    Action.SEE_PROPOSAL: (a_coordinator,),
    Action.ANSWER_PROPOSAL: (who_is_placed,),
    Action.SIGN_UP: (a_member_once_it_is_open,),
    Action.CHANGE_SIGN_UP: (its_owner,),  # hours and people to avoid are for the solver, not for coordinators
    Action.SAVE_SEARCH: (a_member,),
    Action.USE_SAVED_SEARCH: (its_owner,),
}
# For these, knowing that the thing exists is itself the secret: refused means "not found".
SECRET = frozenset(
    {
        Action.READ_NOTE,
        Action.READ_NOTE_DRAFT,
        Action.READ_REVISION,
        Action.READ_ATTACHMENT,
        Action.READ_REMARK,
        Action.SEE_SOURCE,
        Action.FOLLOW_SOURCE,
        Action.USE_SAVED_SEARCH,
        Action.SEE_ROUND,
        Action.CHANGE_SIGN_UP,
        Action.ANSWER_PROPOSAL,
    }
)


def may(actor: Actor, action: Action, thing: Any = None) -> bool:
    """Whether the actor may do this with the thing. Runs no query beyond the thing's own relationships."""
    return any(rule(actor, thing) for rule in RULES.get(action, ()))


def require(actor: Actor, action: Action, thing: Any = None) -> None:
    """Raise unless allowed: `NotFound` for what the actor may not know of, `NotSignedIn` or `NotAllowed` otherwise."""
    if may(actor, action, thing):
        return
    if action in SECRET or is_secret(actor, action, thing):
        raise NotFound(action.name)
    if not actor.is_member() and not actor.is_operator:
        raise NotSignedIn(action.name)
    raise NotAllowed(action.name)


def is_secret(actor: Actor, action: Action, thing: Any) -> bool:
    """Whether the actor may not know of the thing."""
    if isinstance(thing, Remark):
        return action != Action.DECIDE_REPORT and not may(actor, Action.READ_REMARK, thing)
    return isinstance(thing, Note) and not may(actor, Action.READ_NOTE, thing)


def audience_terms(actor: Actor) -> frozenset[str]:
    """The terms of which a published note must carry one for the actor to read it. Never empty."""
    if actor.member_id is None:
        return frozenset({PUBLIC})
    own = {PUBLIC, NETWORK, f"member:{actor.member_id}"}
    own |= {f"org:{organization}" for organization in actor.organizations}
    own |= {f"group:{group}" for group in actor.groups}
    return frozenset(own)


def terms_of(note: Note) -> frozenset[str]:
    """The terms that a note carries by its audience, owners and authors; written to `note_audience` when it is published."""
    authors = {f"member:{author.member_id}" for author in note.authors}
    return frozenset(authors | terms_for(AudienceKind(note.audience), note.peer_group_id, note.owners))


def terms_for(audience: AudienceKind, peer_group_id: int | None, owners: Iterable[NoteTeam]) -> set[str]:
    match audience:
        case AudienceKind.PUBLIC:
            return {PUBLIC}
        case AudienceKind.NETWORK:
            return {NETWORK}
        case AudienceKind.ORGANIZATION:
            return {f"org:{owner.team.organization_id}" for owner in owners}
        case AudienceKind.PEER_GROUP:
            return {f"group:{peer_group_id}"}


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The SQL condition on `Note` that equals READ_NOTE for published notes by audience."""
    return (Note.state == NoteState.PUBLISHED) & carries(Note, sorted(audience_terms(actor)))


def carries(note: type[Note] | AliasedClass[Note], terms: Sequence[str] | Any) -> ColumnElement[bool]:
    return select(NoteAudience.note_id).where(NoteAudience.note_id == note.id, NoteAudience.term.in_(terms)).exists()


def carries_one_of(
    note: type[Note] | AliasedClass[Note], terms: Sequence[str] | Any, state: NoteState = NoteState.PUBLISHED
) -> ColumnElement[bool]:
    """The same for statements that name their notes, for any alias and for terms that are given when one runs; WITHDRAWN for
    withdrawn notes. By CASE, since SQLite may take a plain `state = ...` for a way to them and read all notes of the state.
    """
    return case((note.state == state, carries(note, terms)), else_=false())


def remarks_heard_by(member_id: int | BindParameter[int] | None) -> ColumnElement[bool]:
    """The SQL condition on `Remark` that equals READ_REMARK under a note that the member may read."""
    question = aliased(Remark)
    under_hidden = select(question.id).where(question.id == Remark.question_id, question.hidden_at.is_not(None))
    own = Remark.author_id == member_id
    return Remark.taken_back_at.is_(None) & (Remark.hidden_at.is_(None) | own) & ~under_hidden.exists()


def remarks_to_decide_on(actor: Actor) -> ColumnElement[bool]:
    """The same for DECIDE_REPORT, of a coordinator."""
    return Remark.author_id != actor.member_id
