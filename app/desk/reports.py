"""What was reported to the coordinators, and what they decide about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import page_url
from app.desk.blueprint import blueprint
from app.remarks.finding import NUMBER
from app.remarks.own import address_of
from app.remarks.words import problem_words
from app.rendering import render_markdown
from knowledge.errors import Invalid
from knowledge.permissions import Action, may
from knowledge.remarks.errors import ReportDecided
from knowledge.remarks.models import Remark
from knowledge.remarks.reporting import (
    Reported,
    dismiss_reports,
    find_reported,
    hide_remark,
    list_reported,
    show_again,
)


@dataclass(frozen=True)
class ReportedShown:
    """`address` leads to the remark, `question` is what was answered: only where the coordinator may read the note.

    `before` are the words as they were reported, by the report's id, where they are not those shown.
    """

    reported: Reported
    html: str
    before: Mapping[int, str]
    address: str
    question: str


@dataclass(frozen=True)
class Refused:
    """A decision that came back, with the words that went with it."""

    number: int = 0
    reason: str = ""
    problem: str = ""


def reported_shown(reported: Reported) -> ReportedShown:
    """The words as they are, or as they were reported last where the note is not for the coordinator; and beside each
    report those it was about, so that nothing is buried by being changed.
    """
    remark = reported.remark
    reads = may(web.actor(), Action.READ_NOTE, remark.note)
    words = remark.text if reads else reported.reports[0].words
    asked = remark.question.text if reads and remark.question is not None else ""
    return ReportedShown(
        reported=reported,
        html=render_markdown(words, f"remark-{remark.id}"),
        before={
            report.id: render_markdown(report.words, f"before-{report.id}")
            for report in reported.reports
            if report.words != words
        },
        address=address_of(remark.note, remark) if reads else "",
        question=render_markdown(asked, f"asked-{remark.id}") if asked else "",
    )


@blueprint.get("/reports")
def reports() -> ResponseReturnValue:
    """Those that wait, or with `show=decided` those that were decided."""
    web.require_member()
    return reports_page()


def reports_page(refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    is_open = request.args.get("show") != "decided"
    page = list_reported(web.session(), web.actor(), is_open, web.page_number())
    shown = render_template(
        "desk/reports.html",
        is_open=is_open,
        page=page,
        lines=[reported_shown(one) for one in page.items],
        refused=refused or Refused(),
        url_for_page=page_url("desk.reports", show="" if is_open else "decided"),
    )
    return shown, status


@blueprint.post(f"/reports/{NUMBER}")
def decide_report(number: int) -> ResponseReturnValue:
    """`act` is hide (with a `reason`), dismiss or show."""
    session, actor, act = web.session(), web.require_member(), request.form.get("act", "")
    remark, reason = find_reported(session, actor, number), request.form.get("reason", "")
    try:
        done = decide(remark, act, reason)
    except Invalid as error:
        return reports_page(Refused(number, reason, problem_words(*error.fields.values())), 422)
    except ReportDecided:
        web.tell(_("Somebody else was a moment faster and has decided this already."), "look")
        return redirect(url_for("desk.reports", show="decided"), 303)
    web.tell(done)
    return redirect(url_for("desk.reports", show="decided" if act == "show" else None), 303)


def decide(remark: Remark, act: str, reason: str) -> str:
    """Carry the decision out; what to tell the coordinator."""
    session, actor = web.session(), web.actor()
    if act == "hide":
        hide_remark(session, actor, remark, reason)
        return _("It is hidden. Its writer has been told why.")
    if act == "show":
        show_again(session, actor, remark)
        return _("It is shown again. Its writer has been told.")
    if act != "dismiss":
        raise Invalid({"act": "missing:choice"})
    dismiss_reports(session, actor, remark)
    return _("It stays as it is.")
