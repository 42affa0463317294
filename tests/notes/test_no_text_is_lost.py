"""Whatever two teams do with a note they own together, every text that was ever published can be read again."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Conflict
from knowledge.notes.conflicts import RevisionConflict, compare_with, settle
from knowledge.notes.history import find_revision
from knowledge.notes.models import Note, Revision
from knowledge.notes.proposal import proposal_at
from knowledge.notes.publishing import approve_note, ask_for_changes, submit_note, take_back
from knowledge.notes.writing import restore_revision, save_revision
from knowledge.permissions import Actor
from tests.notes.together import lima_writer, shared
from tests.personas import Cast

WORDS = st.sampled_from(["Wells", "Pumps", "Roads", "Clinics"])
BACK = st.integers(0, 3)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("title"), WORDS, BACK),
        st.tuples(st.just("challenge"), WORDS, BACK),
        st.tuples(st.just("restore"), WORDS, BACK),
        *(st.tuples(st.just(step), WORDS, BACK) for step in ("submit", "dakar", "lima", "ask", "take back")),
    ),
    max_size=14,
)


class Together:
    """Does the steps, and remembers each text as it was when it became the published one."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session = session
        writer = lima_writer(session, cast)
        self.note = shared(session, cast, writer)
        self.writers = [cast.actor(cast.contributor), cast.actor(writer)]
        self.editors = {"dakar": cast.actor(cast.editor), "lima": cast.actor(cast.lima_editor)}
        self.seen: dict[int, dict[str, object]] = {}

    def do(self, step: str, word: str, back: int) -> None:
        note, number = self.note, max(1, self.note.latest_number - back)
        try:
            match step:
                case "title" | "challenge":
                    self.save(self.writers[back % 2], step, word, number)
                case "restore":
                    restore_revision(self.session, self.writers[0], note, number)
                case "submit":
                    submit_note(self.session, self.writers[0], note)
                case "ask":
                    ask_for_changes(self.session, self.editors["lima"], note, word)
                case "take back":
                    take_back(self.session, self.writers[1], note)
                case _:
                    self.approve(self.editors[step], number)
        except Conflict:
            pass  # a step that does not fit; nothing may have changed for readers

    def save(self, writer: Actor, field: str, word: str, base: int) -> None:
        """Save on top of an earlier revision: merged where the other fields changed, settled by hand where this one did."""
        standing = proposal_at(self.session, self.note, base)
        mine = replace(standing, content=replace(standing.content, **{field: word}))
        try:
            save_revision(self.session, writer, self.note, mine, base)
        except RevisionConflict:
            latest = self.note.latest_number
            comparison = compare_with(self.session, self.note, mine, base, latest)
            save_revision(self.session, writer, self.note, settle(self.note, comparison, {}, {}), latest)

    def approve(self, editor: Actor, number: int) -> None:
        outcome = approve_note(self.session, editor, self.note, number)
        if outcome.is_published:
            self.seen[outcome.revision.number] = dict(outcome.revision.content)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_text_that_two_teams_ever_published_can_be_read_again(
    session: Session, cast: Cast, steps: list[tuple[str, str, int]]
) -> None:
    together = Together(session, cast)
    note = together.note
    for step in steps:
        published = note.published_revision_id
        together.do(*step)
        assert note.published_revision_id == published or step[0] in together.editors
    session.commit()
    session.expire_all()
    check(session, note, together)


def check(session: Session, note: Note, together: Together) -> None:
    numbers = session.scalars(select(Revision.number).where(Revision.note_id == note.id).order_by(Revision.number))
    assert list(numbers) == list(range(1, note.latest_number + 1))
    for number, content in together.seen.items():
        kept = find_revision(session, together.writers[0], note, number)
        assert (kept.content, kept.published_at is not None) == (content, True)
    live = note.published_revision
    assert (live is None) is (together.seen == {})
    assert live is None or note.title == live.content["title"]
