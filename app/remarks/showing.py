"""Remarks made ready for a page: the words as HTML, who said them, and what the reader can do about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app import web
from app.rendering import render_markdown
from knowledge.notes.models import Note
from knowledge.notes.reading import Reading
from knowledge.permissions import Action, may
from knowledge.remarks.models import Remark, RemarkKind
from knowledge.remarks.reading import QuestionLine, remarks_on


@dataclass(frozen=True)
class RemarkShown:
    """`is_author`: who wrote the note says it. `sees_people`: the reader may open profiles."""

    remark: Remark
    html: Markup
    is_author: bool
    sees_people: bool
    can_change: bool
    can_take_back: bool
    can_report: bool
    can_mark: bool


@dataclass(frozen=True)
class QuestionShown:
    """A question, its first answers, and how many it has."""

    question: RemarkShown
    answers: Sequence[RemarkShown]
    total: int


@dataclass(frozen=True)
class RemarksPanel:
    """What a note's own page shows of its remarks. `own` is how the reader thanked."""

    thanks: Sequence[RemarkShown]
    thanks_total: int
    own: Remark | None
    questions: Sequence[QuestionShown]
    questions_total: int
    can_thank: bool
    can_ask: bool
    is_open: bool


def remark_shown(remark: Remark) -> RemarkShown:
    """Runs no query: the note and its people are loaded by whoever found it for the reader."""
    actor = web.actor()
    return RemarkShown(
        remark=remark,
        html=render_markdown(remark.text, f"remark-{remark.id}"),
        is_author=any(author.member_id == remark.author_id for author in remark.note.authors),
        sees_people=may(actor, Action.READ_PEOPLE),
        can_change=remark.hidden_at is None and may(actor, Action.CHANGE_REMARK, remark),
        can_take_back=may(actor, Action.TAKE_BACK_REMARK, remark),
        can_report=may(actor, Action.REPORT_REMARK, remark),
        can_mark=remark.kind == RemarkKind.ANSWER and may(actor, Action.MARK_HELPFUL, remark),
    )


def question_shown(line: QuestionLine) -> QuestionShown:
    return QuestionShown(remark_shown(line.question), [remark_shown(answer) for answer in line.answers], line.total)


def remarks_panel(reading: Reading) -> RemarksPanel | None:
    """For a published note as it is today. One query."""
    return panel_of(reading.note) if reading.note.is_published else None


def panel_of(note: Note) -> RemarksPanel:
    found, actor = remarks_on(web.session(), web.actor(), note), web.actor()
    return RemarksPanel(
        thanks=[remark_shown(thanks) for thanks in found.thanks],
        thanks_total=found.thanks_total,
        own=found.own,
        questions=[question_shown(line) for line in found.questions],
        questions_total=found.questions_total,
        can_thank=may(actor, Action.THANK_AUTHORS, note) and found.own is None,
        can_ask=may(actor, Action.ASK_ABOUT_NOTE, note),
        is_open=note.is_published,
    )
