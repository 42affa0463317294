"""Telling the coordinators of a remark, and what they decide: hide it, leave it, show it again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge import clock
from knowledge.errors import NotFound
from knowledge.notes.models import Note
from knowledge.paging import Page, page_of
from knowledge.permissions import Action, Actor, remarks_to_decide_on, require
from knowledge.remarks import news
from knowledge.remarks.errors import AlreadyReported, ReportDecided
from knowledge.remarks.models import Outcome, Remark, RemarkReport
from knowledge.remarks.reading import with_people
from knowledge.remarks.speaking import locked
from knowledge.remarks.wording import MOST_OF_A_REASON, checked

REPORTS_SHOWN = 5  # of one remark


@dataclass
class Reported:
    """A remark with the latest reports of it, and how many there are."""

    remark: Remark
    reports: list[RemarkReport] = field(default_factory=list)
    total: int = 0


def report_remark(session: Session, actor: Actor, remark: Remark, reason: str) -> RemarkReport:
    """Tell the coordinators of somebody's words, as they are now. Its writer never learns who did.

    Raises `Invalid` without a reason, `AlreadyReported` unless the words changed since that report was decided.
    """
    require(actor, Action.REPORT_REMARK, locked(session, remark))
    words = checked(reason, MOST_OF_A_REASON, "reason")
    report = own_report(session, actor, remark)
    if report is not None:
        changed = report.decided_at is not None and (remark.changed_at or remark.at) > report.decided_at
        if not changed:
            raise AlreadyReported(str(remark.id))
        report.decided_at, report.decided_by_id, report.outcome = None, None, ""
    else:
        report = RemarkReport(remark_id=remark.id, reporter_id=actor.member_id)
    report.reason, report.words, report.at = words, remark.text, clock.now()
    try:
        with session.begin_nested():
            session.add(report)
    except IntegrityError as error:
        raise AlreadyReported(str(remark.id)) from error
    news.tell_reported(session, remark, report.reporter_id)
    return report


def own_report(session: Session, actor: Actor, remark: Remark) -> RemarkReport | None:
    """How the actor reported it, if at all."""
    query = select(RemarkReport).where(RemarkReport.remark_id == remark.id)
    return session.scalar(query.where(RemarkReport.reporter_id == actor.member_id))


def count_reported(session: Session, actor: Actor) -> int:
    """How many remarks wait for a decision."""
    require(actor, Action.READ_REPORTS)
    return session.scalar(select(func.count()).select_from(reported(actor, is_open=True).subquery())) or 0


def list_reported(session: Session, actor: Actor, is_open: bool, page: int = 1) -> Page[Reported]:
    """Reported remarks, not those of the actor's own: the longest waiting first, or else the latest decided. Eight queries."""
    require(actor, Action.READ_REPORTS)
    query = with_people(reported(actor, is_open)).options(
        joinedload(Remark.question).joinedload(Remark.author),
        joinedload(Remark.hidden_by),
        selectinload(Remark.note).options(
            selectinload(Note.readers),
            selectinload(Note.owners),
            selectinload(Note.authors),
            selectinload(Note.joining),
        ),
    )
    found = page_of(session, query, page)
    return Page(with_reports(session, found.items, is_open), found.number, found.total, found.size)


def reported(actor: Actor, is_open: bool) -> Select[tuple[Remark]]:
    state = RemarkReport.decided_at.is_(None) if is_open else RemarkReport.decided_at.is_not(None)
    moment = func.min(RemarkReport.at) if is_open else func.max(RemarkReport.decided_at)
    about = (
        select(RemarkReport.remark_id, moment.label("moment")).where(state).group_by(RemarkReport.remark_id).subquery()
    )
    query = select(Remark).join(about, about.c.remark_id == Remark.id).where(remarks_to_decide_on(actor))
    return query.order_by(about.c.moment if is_open else about.c.moment.desc(), Remark.id)


def with_reports(session: Session, remarks: Sequence[Remark], is_open: bool) -> list[Reported]:
    """The latest few reports of each. One query."""
    lines = {remark.id: Reported(remark) for remark in remarks}
    state = RemarkReport.decided_at.is_(None) if is_open else RemarkReport.decided_at.is_not(None)
    alike = RemarkReport.remark_id
    places = (
        select(
            RemarkReport.id,
            func.row_number().over(partition_by=alike, order_by=RemarkReport.id.desc()).label("place"),
            func.count().over(partition_by=alike).label("total"),
        )
        .where(RemarkReport.remark_id.in_(lines), state)
        .subquery()
    )
    query = (
        select(RemarkReport, places.c.total)
        .join(places, places.c.id == RemarkReport.id)
        .where(places.c.place <= REPORTS_SHOWN)
        .options(joinedload(RemarkReport.reporter), joinedload(RemarkReport.decided_by))
        .order_by(RemarkReport.id.desc())
    )
    for report, total in session.execute(query):
        lines[report.remark_id].reports.append(report)
        lines[report.remark_id].total = total
    return list(lines.values())


def find_reported(session: Session, actor: Actor, remark_id: int) -> Remark:
    """A remark that was reported, for a coordinator who did not write it. Raises `NotFound`."""
    require(actor, Action.READ_REPORTS)
    about = select(RemarkReport.id).where(RemarkReport.remark_id == Remark.id).exists()
    found = session.scalar(select(Remark).where(Remark.id == remark_id, about, remarks_to_decide_on(actor)))
    if found is None:
        raise NotFound(str(remark_id))
    require(actor, Action.DECIDE_REPORT, found)
    return found


def hide_remark(session: Session, actor: Actor, remark: Remark, reason: str) -> Remark:
    """Nobody but its writer and the coordinators sees it any more. The writer is told why, the reporters that it was decided.

    Raises `Invalid` without a reason, `ReportDecided` when no report of it waits.
    """
    words = checked(reason, MOST_OF_A_REASON, "reason")
    reporters = decided(session, actor, remark, Outcome.HIDDEN)
    remark.hidden_at, remark.hidden_by_id, remark.hidden_reason = clock.now(), actor.member_id, words
    session.flush()
    news.tell_hidden(session, remark)
    news.tell_decided(session, remark, reporters)
    return remark


def dismiss_reports(session: Session, actor: Actor, remark: Remark) -> Remark:
    """Leave it as it is. The reporters are told that it was decided, its writer nothing. Raises `ReportDecided`."""
    news.tell_decided(session, remark, decided(session, actor, remark, Outcome.DISMISSED))
    return remark


def show_again(session: Session, actor: Actor, remark: Remark) -> Remark:
    """Give what was hidden back to its readers; its writer is told. Raises `ReportDecided` when it is not hidden."""
    require(actor, Action.DECIDE_REPORT, locked(session, remark))
    if remark.hidden_at is None:
        raise ReportDecided(str(remark.id))
    remark.hidden_at, remark.hidden_by_id, remark.hidden_reason = None, None, ""
    session.flush()
    news.tell_shown_again(session, remark)
    return remark


def decided(session: Session, actor: Actor, remark: Remark, outcome: Outcome) -> list[int]:
    """Close the reports that wait; who made them, by id."""
    require(actor, Action.DECIDE_REPORT, locked(session, remark))
    waiting = select(RemarkReport).where(RemarkReport.remark_id == remark.id, RemarkReport.decided_at.is_(None))
    reports = session.scalars(waiting.with_for_update().execution_options(populate_existing=True)).all()
    if not reports:
        raise ReportDecided(str(remark.id))
    for report in reports:
        report.decided_at, report.decided_by_id, report.outcome = clock.now(), actor.member_id, outcome
    session.flush()
    return [report.reporter_id for report in reports]
