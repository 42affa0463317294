"""What the site of the journeys holds: the cast, topics, notes in every state, groups, and what waits on desks.

Written through the services, so that lists, notices and the index hold what the pages would have made of it.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.notices.unsubscribing import unsubscribe_token
from app.people.letters import LETTERS
from app.saved_searches.stopping import stop_token
from knowledge.notes.content import Block, Condition, Failure, PracticeContent, Result
from knowledge.notes.drafts import keep_draft
from knowledge.notes.models import AudienceKind, Kind, Note
from knowledge.notes.proposal import Proposal, proposal_at
from knowledge.notes.publishing import approve_note, ask_for_changes, publish_note, submit_note, withdraw_note
from knowledge.notes.review.coauthors import accept, invite_address, invite_member
from knowledge.notes.review.comments import comment_on, reply_to, settle_thread
from knowledge.notes.writing import save_revision, start_note
from knowledge.notices.telling import tell
from knowledge.organizations.asking import ask_as_member, ask_as_stranger
from knowledge.organizations.invitations import invite as invite_to_team
from knowledge.organizations.models import Team, TeamRole
from knowledge.peer_groups.discussion import write_message
from knowledge.peer_groups.matching.solving import solve
from knowledge.peer_groups.models import PeerGroup
from knowledge.peer_groups.places import accept_invitation, ask_to_join, invite
from knowledge.peer_groups.proposing import Proposal as GroupProposal
from knowledge.peer_groups.proposing import close_group, propose_group
from knowledge.people.actors import actor_for
from knowledge.people.changing_address import ask_new_address
from knowledge.people.models import Member
from knowledge.people.recovering import ask_new_password
from knowledge.remarks.models import Remark
from knowledge.remarks.reporting import dismiss_reports, hide_remark, report_remark
from knowledge.remarks.speaking import answer_question, ask_about_note, mark_helpful, take_back, thank_authors
from knowledge.reuse.adopting import adopt_note
from knowledge.reuse.record import AdoptionRecord, answers_for
from knowledge.rounds.confirming import answer, send_proposal
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.proposal_models import ProposedPlace
from knowledge.rounds.proposing import keep_result
from knowledge.rounds.settings import draft_round
from knowledge.rounds.signing_up import begin_sign_up
from knowledge.rounds.solving import ask_to_solve, take_up_search
from knowledge.rounds.stages import end_sign_up, open_round
from knowledge.rounds.standing import standing_proposal
from knowledge.rounds.table.arranging import Change
from knowledge.rounds.table.changing import carry_out
from knowledge.rounds.table.comparing import take_result
from knowledge.rounds.table.effects import swaps_of
from knowledge.rounds.table.models import Act
from knowledge.rounds.table.reading import read_table
from knowledge.saved_searches.keeping import save_search
from knowledge.saved_searches.looking import FOUND
from knowledge.saved_searches.models import FoundNote, SavedSearch
from knowledge.topics.models import Topic
from tests import factories
from tests.personas import Cast, assemble
from tests.rounds.calling import crowd, settings, sign_up

MANY = 23  # more than a page of a list
FAR_AHEAD = datetime(2090, 1, 1, tzinfo=UTC)  # the worker that is at it has not left


@dataclass(frozen=True)
class Network:
    cast: Cast
    water: Topic
    pumps: Topic
    spares: Topic
    full: Note
    french: Note
    reference: Note
    withdrawn: Note
    submitted: Note
    sent_back: Note
    contested: Note
    shared: Note
    for_members: Note
    for_the_group: Note
    active: PeerGroup
    forming: PeerGroup
    ended: PeerGroup
    nairobi: Team
    newcomer: Member
    search: SavedSearch
    fresh_search: SavedSearch
    question: Remark
    answer: Remark
    round: MatchingRound
    draft_round: MatchingRound
    proposed_round: MatchingRound
    searched_round: MatchingRound
    answered_round: MatchingRound
    placed: SignUp  # in the round whose groups were found
    waiting: SignUp
    links: dict[str, str]  # what the mailed links carry, by what they are for


def full_content(title: str, topics: list[Topic], countries: tuple[str, ...]) -> PracticeContent:
    """Every field filled, with Markdown, so that a page shows all it can."""
    text = "First we **asked** the mechanics.\n\n- one depot\n- one list\n\n> Nobody had asked before."
    return PracticeContent(
        title=title,
        summary="Spare parts reach villages within a week since a mobile depot visits the weekly markets.",
        countries=countries,
        place="Matam",
        scale="district",
        period_start="2021-03",
        period_end="2023",
        status="ended",
        topics=tuple(topic.id for topic in topics),
        challenge="Hand pumps stood still for *months* because no part could be had.",
        context="A rural district of ninety villages.",
        sector="Water supply",
        institution_type="Ministry",
        income_level="lower_middle",
        capacity=text,
        legal_basis="A decree of 2014.",
        objectives=text,
        beneficiaries="Ninety villages.",
        what_we_did=(Block("Ask", text), Block("Stock", "A van with forty kinds of parts.\n\n1. load\n2. drive")),
        resources="One van.",
        cost="11,000 a year.",
        time="Five months.",
        results=(
            Result("Pumps at work", "61", "88", "%", "2023-06"),
            Result("Days of standstill", "70", "9", "days", "2023"),
        ),
        results_text="Fewer days lost.",
        evidence="before_after",
        what_did_not_work=(Failure("Credit for parts.", "Nobody paid back.", "We sold for cash."),),
        enabling_factors="Weekly markets.",
        constraints="The rainy season.",
        conditions=(
            Condition("Markets that people attend", "needed", "The van finds nobody."),
            Condition("Free parts from elsewhere", "harmful", "They ruin the depot."),
        ),
        community_needs="Water at the village.",
        gender_and_rights="Women keep the list.",
        sustainability="The margin pays the driver.",
        risks="Fuel.",
        lessons=text,
        advice="Ask first.",
        based_on="https://example.org/an-older-note",
        references="[A report](https://example.org/report)",
        contact="desk@example.org",
        open_to_calls=True,
        reviewed_by="Mamadou Faye",
        review_date="2024-02-01",
        valid_until="2030-12-31",
    )


def snapshot(title: str, topics: tuple[int, ...] = (), countries: tuple[str, ...] = ("SN",)) -> PracticeContent:
    return PracticeContent(
        title=title,
        countries=countries,
        topics=topics,
        challenge="The register was kept on paper.",
        what_we_did=(Block("Count", "We counted every household."),),
        what_did_not_work=(Failure("The second form was too long."),),
    )


class Writing:
    """Writes notes as Dakar's contributor and publishes them as Dakar's editor."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.cast = session, cast
        self.author, self.editor = cast.actor(cast.contributor), cast.actor(cast.editor)

    def proposal(self, content: PracticeContent, **more: object) -> Proposal:
        standing = {
            "audience": AudienceKind.PUBLIC,
            "teams": (self.cast.dakar.id,),
            "authors": (self.cast.contributor.id,),
        }
        scope = standing | more
        return Proposal(content=content, **scope)

    def draft(self, content: PracticeContent, **more: object) -> Note:
        return start_note(self.session, self.author, self.proposal(content, **more), "First words")

    def submitted(self, content: PracticeContent, **more: object) -> Note:
        note = self.draft(content, **more)
        submit_note(self.session, self.author, note)
        return note

    def published(self, content: PracticeContent, **more: object) -> Note:
        note = self.submitted(content, **more)
        publish_note(self.session, self.editor, note)
        return note

    def revised(self, note: Note, content: PracticeContent) -> None:
        save_revision(self.session, self.author, note, self.proposal(content), note.latest_number, "New figures")

    def contested(self) -> Note:
        """A note whose contributor holds unsaved words that the editor's revision overtook."""
        note = self.draft(snapshot("Wells with two stories"))
        mine = self.proposal(snapshot("Wells with my story"))
        keep_draft(self.session, self.author, note, mine, 1)
        save_revision(self.session, self.editor, note, self.proposal(snapshot("Wells with their story")), 1)
        return note

    def sent_back(self) -> Note:
        note = self.submitted(snapshot("Ledgers sent back"))
        ask_for_changes(self.session, self.editor, note, "Please say how many villages.")
        return note

    def withdrawn(self, successor: Note) -> Note:
        note = self.published(snapshot("Pumps by lottery"))
        withdraw_note(self.session, self.editor, note, "The lottery was stopped.", successor.permalink)
        return note


def build_network(session: Session) -> Network:
    """Write everything and return it. The session's objects stay readable after the commit."""
    cast = assemble(session)
    water = factories.topic(session, {"en": "Water supply", "fr": "Approvisionnement en eau", "ar": "إمدادات المياه"})
    pumps = factories.topic(session, {"en": "Hand pumps", "fr": "Pompes à main", "es": "Bombas manuales"}, water)
    spares = factories.topic(session, {"en": "Spare parts", "fr": "Pièces de rechange"}, pumps)
    writing = Writing(session, cast)
    full = writing.published(full_content("A mobile depot for spare parts", [pumps, spares], ("SN", "ML")))
    french = writing.published(
        full_content("Un dépôt mobile pour les pièces de rechange", [pumps], ("SN",)),
        language="fr",
        translation_of=full.permalink,
    )
    dearer = full_content("A mobile depot for spare parts", [pumps, spares], ("SN", "ML"))
    writing.revised(full, replace(dearer, cost="12,500 a year."))
    publish_note(session, writing.editor, full)
    writing.revised(full, full_content("A mobile depot for pump parts", [pumps, spares], ("SN", "ML")))
    for number in range(MANY):
        writing.published(snapshot(f"Register of households {number}", (water.id,)))
    groups = build_groups(session, cast, writing, pumps)
    nairobi = factories.team(session, factories.organization(session, "Maji Office", slug="maji-office"), "KE")
    newcomer = factories.member(session, "Naomi Wanjiru", team=nairobi)
    take_up(session, full, nairobi, newcomer)
    ask_as_member(session, actor_for(session, newcomer), newcomer, cast.dakar, "I move to Dakar in May.")
    focal_point = cast.actor(cast.focal_point)
    invite_to_team(session, focal_point, cast.dakar, "invited@example.org", TeamRole.CONTRIBUTOR, LETTERS)
    ask_as_stranger(session, cast.dakar, "Binta Diallo", "asking@example.org", "I dig wells.", "en", LETTERS)
    ask_new_password(session, cast.outsider.email, LETTERS)
    ask_new_address(session, writing.editor, cast.editor, "moved@example.org", factories.PASSWORD, LETTERS)
    searches = build_searches(session, cast, full, french)
    return Network(
        cast=cast,
        water=water,
        pumps=pumps,
        spares=spares,
        full=full,
        french=french,
        reference=reference_note(session, cast, water),
        withdrawn=writing.withdrawn(full),
        submitted=writing.submitted(snapshot("Meters that wait", (pumps.id,))),
        sent_back=writing.sent_back(),
        contested=writing.contested(),
        shared=shared_note(session, cast, writing),
        for_members=writing.published(snapshot("Tariffs among members"), audience=AudienceKind.NETWORK),
        nairobi=nairobi,
        newcomer=newcomer,
        links={
            "unsubscribe": unsubscribe_token(cast.outsider),
            "stop": stop_token(searches["search"]),
        },
        **groups,
        **searches,
        **talk_under(session, cast, full),
        **build_rounds(session, cast, pumps, spares),
    )


def talk_under(session: Session, cast: Cast, note: Note) -> dict[str, Remark]:
    """More thanks and questions than a page holds, one question with answers, one taken back, one hidden; reports of two."""
    lima, author, geneva = (cast.actor(m) for m in (cast.lima_editor, cast.contributor, cast.coordinator))
    thank_authors(session, lima, note, "It saved us a **year** of fines.")
    for number in range(12):
        reader = cast.actor(factories.member(session, f"Reader {number}", team=cast.lima))
        thank_authors(session, reader, note, f"Thanks number {number}")
        last = ask_about_note(session, reader, note, f"Question number {number}: how many?\n\n- pumps\n- villages")
    question = ask_about_note(session, lima, note, "## Who decides?\n\nOn the day, whether a pump *works*.")
    answer = answer_question(session, author, question, "A woman of the committee fills a can:\n\n1. fill\n2. count")
    mark_helpful(session, lima, answer)
    other = answer_question(session, cast.actor(cast.outsider), question, "With us the mayor decides.")
    gone = ask_about_note(session, lima, note, "And at night?")
    answer_question(session, author, gone, "At night nobody comes.")
    take_back(session, lima, gone)
    hidden = ask_about_note(session, lima, note, "Buy my pump.")
    report_remark(session, author, hidden, "An advertisement.")
    hide_remark(session, geneva, hidden, "No advertisements, please.")
    report_remark(session, lima, other, "This is not an answer.")
    report_remark(session, lima, last, "A joke?")
    dismiss_reports(session, geneva, last)
    return {"question": question, "answer": other}


def take_up(session: Session, note: Note, team: Team, member: Member) -> None:
    """A team uses the note, then stops and says why."""
    answers = answers_for(full_content("", [], ()).conditions, held={"Markets that people attend": "no"})
    begun = AdoptionRecord("piloting", "too_early", "2024-03", changed="Only *one* market.", answers=answers)
    adopt_note(session, actor_for(session, member), note, team, begun)
    figures = (Result("Pumps at work", "50", "52", "%", "2024-11"),)
    stopped = replace(begun, stage="abandoned", outcome="same", ended="2025", words="Nobody came.", results=figures)
    adopt_note(session, actor_for(session, member), note, team, stopped, 1)


def shared_note(session: Session, cast: Cast, writing: Writing) -> Note:
    """A note of Dakar and Lima in review: one agrees, the other is waited for until its silence counts, with a talk."""
    note = writing.draft(full_content("Two shores, one list", [], ("SN", "PE")))
    writer = factories.member(session, "Edwin Quispe", team=cast.lima)
    edwin, lima = cast.actor(writer), cast.actor(cast.lima_editor)
    accept(session, edwin, writer, invite_member(session, writing.author, note, writer.id), cast.lima)
    cast.dakar.silence_days = 30
    submit_note(session, writing.author, note)
    thread = comment_on(session, lima, note, 1, "challenge", "How many weeks?\n\nSay it in the first line.")
    reply_to(session, writing.author, note, thread.id, "Six.")
    changed = proposal_at(session, note, note.latest_number)
    changed = replace(changed, content=replace(changed.content, challenge="Pumps stood still for six weeks."))
    save_revision(session, writing.author, note, changed, note.latest_number)
    settled = comment_on(session, writing.editor, note, note.latest_number, "results", "Good figures.")
    settle_thread(session, edwin, note, settled.id)
    comment_on(session, lima, note, note.latest_number, "", "Ready, I think.")
    approve_note(session, writing.editor, note)
    invite_address(session, writing.author, note, "writes@example.org", LETTERS)
    invite_member(session, writing.author, note, cast.coordinator.id)
    return note


def build_groups(session: Session, cast: Cast, writing: Writing, topic: Topic) -> dict[str, PeerGroup | Note]:
    """One group at work with words and a note of its own, one that looks for people, one that has ended."""
    contributor, lima, geneva = (cast.actor(m) for m in (cast.contributor, cast.lima_editor, cast.coordinator))
    active = propose(session, cast, "Depots that last", topic)
    for member, actor in ((cast.lima_editor, lima), (cast.coordinator, geneva), (cast.editor, cast.actor(cast.editor))):
        invite(session, contributor, active, member.id)
        accept_invitation(session, actor, active)
    writing.author = cast.actor(cast.contributor)
    write_message(session, writing.author, active, "Shall we **compare** our lists?")
    write_message(session, cast.actor(cast.lima_editor), active, "Yes:\n\n- ours\n- yours")
    own = writing.draft(snapshot("Minutes of the depot group"), audience=AudienceKind.PEER_GROUP, peer_group=active.id)
    publish_note(session, cast.actor(cast.contributor), own)
    forming = propose(session, cast, "Meters and tariffs", topic)
    ask_to_join(session, lima, forming, "We read meters by telephone.")
    invite(session, contributor, forming, cast.coordinator.id)
    ended = propose(session, cast, "Rain gauges", topic)
    close_group(session, contributor, ended)
    return {"active": active, "forming": forming, "ended": ended, "for_the_group": own}


def build_rounds(session: Session, cast: Cast, needed: Topic, offered: Topic) -> dict[str, Any]:
    """A draft, and an open round: Lima's editor takes part, Dakar's contributor has only begun."""
    coordinator = cast.actor(cast.coordinator)
    opened = draft_round(session, coordinator, settings(topics=(needed.id, offered.id)))
    open_round(session, coordinator, opened)
    avoids = (cast.editor.id,)
    sign_up(session, cast, opened, cast.lima_editor, needs=(needed.id,), offers=(offered.id,), avoids=avoids)
    begin_sign_up(session, cast.actor(cast.contributor), opened)
    proposed = solved_round(session, cast, [needed, offered])
    searched = draft_round(session, coordinator, settings(name="Sought for"))
    open_round(session, coordinator, searched)
    sign_up(session, cast, searched, cast.lima_editor, needs=(needed.id,))
    end_sign_up(session, coordinator, searched)
    searching = ask_to_solve(session, coordinator, searched, 60)
    searching.state, searching.beat_at, searching.unplaced, searching.worst = "solving", FAR_AHEAD, 1, 0.0
    answered = answered_round(session, cast, solved_round(session, cast, [needed, offered], everybody=True))
    more: dict[str, Any] = {"answered_round": answered, "proposed_round": proposed, "searched_round": searched}
    change_by_hand(session, cast, proposed)
    more |= seats_of(session, proposed)
    return {**more, "round": opened, "draft_round": draft_round(session, coordinator, settings(name="Not open yet"))}


def solved_round(session: Session, cast: Cast, topics: list[Topic], everybody: bool = False) -> MatchingRound:
    """A round with groups that the solver found, and somebody whom it could not place."""
    coordinator = cast.actor(cast.coordinator)
    made = draft_round(session, coordinator, settings(name="Solved already", languages=("en", "ar")))
    open_round(session, coordinator, made)
    crowd(session, cast, made, topics, 9)
    sign_up(session, cast, made, cast.editor, languages=("en" if everybody else "ar",), needs=(topics[0].id,))
    end_sign_up(session, coordinator, made)
    ask_to_solve(session, coordinator, made, 5)
    task = take_up_search(session)
    assert task is not None
    keep_result(session, task, solve(task.matching, task.seconds), [], 1.0)
    return made


def change_by_hand(session: Session, cast: Cast, found: MatchingRound) -> None:
    """A second result in which two people changed places, and two others are kept together."""
    coordinator, proposal = cast.actor(cast.coordinator), standing_proposal(session, found)
    assert proposal is not None
    take_result(session, coordinator, found, proposal.id)
    table = read_table(session, coordinator, found)
    swap = swaps_of(table, table.groups[1][0])[0].change
    carry_out(session, coordinator, found, table.standing.mark, swap)
    table = read_table(session, coordinator, found)
    keep = Change(Act.KEEP, tuple(table.groups[1][:2]), 1)
    carry_out(session, coordinator, found, table.standing.mark, keep)


def seats_of(session: Session, found: MatchingRound) -> dict[str, SignUp]:
    """Somebody in the largest group, and somebody who waits."""
    proposal = standing_proposal(session, found)
    assert proposal is not None
    largest = max(proposal.groups, key=lambda group: len(group.places))
    alone = ProposedPlace.solving_id == proposal.id, ProposedPlace.group_id.is_(None)
    waiting = session.scalars(select(ProposedPlace).where(*alone)).one()
    return {"placed": largest.places[0].signup, "waiting": waiting.signup}


def answered_round(session: Session, cast: Cast, made: MatchingRound) -> MatchingRound:
    """Its groups are proposed: one person accepted, one declined with a word, the others have not answered."""
    send_proposal(session, cast.actor(cast.coordinator), made)
    proposal = standing_proposal(session, made)
    assert proposal is not None
    group = proposal.groups[0]
    members = [place.signup.member for place in group.places if place.signup.member_id != cast.editor.id]
    answer(session, cast.actor(members[0]), made, accepts=True)
    answer(session, cast.actor(members[1]), made, accepts=False, words="I am away until May.")
    return made


def build_searches(session: Session, cast: Cast, *found: Note) -> dict[str, SavedSearch]:
    """Lima's editor keeps a search that found something, and one that has not yet."""
    lima = cast.actor(cast.lima_editor)
    search = save_search(session, lima, "Piezas de repuesto", [("q", "spare parts"), ("country", "SN")], "weekly")
    session.add_all([FoundNote(search_id=search.id, note_id=note.id) for note in found])
    tell(session, [cast.lima_editor.id], FOUND, search, None, notes=[note.id for note in found], more=True)
    return {"search": search, "fresh_search": save_search(session, lima, "Everything", [], "never")}


def propose(session: Session, cast: Cast, name: str, topic: Topic) -> PeerGroup:
    wanted = GroupProposal(
        name=name, purpose="Compare what *works*.", language="en", topics=(topic.id,), min_size=4, max_size=6
    )
    return propose_group(session, cast.actor(cast.contributor), wanted)


def reference_note(session: Session, cast: Cast, topic: Topic) -> Note:
    """A document that exists elsewhere, as an import makes it."""
    body = "# Findings\n\nWells were dug.\n\n| Year | Wells |\n|---|---|\n| 2020 | 4 |\n\n```\ncode\n```\n\n## More\n\nText."
    made = factories.note(
        session, "Report on dug wells", teams=[cast.lima], topics=[topic], countries=["PE"], body=body
    )
    made.kind = Kind.REFERENCE
    made.source = {"url": "https://example.org/wells.pdf", "publisher": "An archive", "accessed": "2024-05-01"}
    session.flush()
    return made
