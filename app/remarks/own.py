"""What one can do about a remark: change or take back one's own, report another's."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.remarks.blueprint import blueprint
from app.remarks.finding import NUMBER, note_with_remarks
from app.remarks.limits import limit_writing
from app.remarks.showing import remark_shown
from app.remarks.words import problem_words
from knowledge.errors import Invalid
from knowledge.notes.models import Note
from knowledge.permissions import Action, require
from knowledge.remarks.errors import AlreadyReported, RemarkHidden
from knowledge.remarks.models import Remark, RemarkKind
from knowledge.remarks.reading import find_remark, page_with
from knowledge.remarks.reporting import report_remark
from knowledge.remarks.speaking import change_words, take_back


def found(permalink: str, number: int) -> tuple[Note, Remark]:
    web.require_member()
    note = note_with_remarks(permalink)
    return note, find_remark(web.session(), web.actor(), note, number, set(RemarkKind))


def address_of(note: Note, remark: Remark) -> str:
    """Where the remark stands: a question on its own page, what is in a list on the page of the list that has it."""
    if remark.kind == RemarkKind.QUESTION:
        return url_for("remarks.question", permalink=note.permalink, number=remark.id)
    return url_for("remarks.lead_to", permalink=note.permalink, number=remark.id)


@blueprint.get(f"/remarks/{NUMBER}")
def lead_to(permalink: str, number: int) -> ResponseReturnValue:
    note = note_with_remarks(permalink)
    remark = find_remark(web.session(), web.actor(), note, number, set(RemarkKind))
    at: dict[str, Any] = {"permalink": permalink, "_anchor": f"remark-{remark.id}"}
    if remark.kind == RemarkKind.QUESTION:
        return redirect(url_for("remarks.question", number=remark.id, **at))
    page = page_with(web.session(), web.actor(), remark)
    at |= {"page": page} if page > 1 else {}
    if remark.kind == RemarkKind.THANKS:
        return redirect(url_for("remarks.thanks", **at))
    return redirect(url_for("remarks.question", number=remark.question_id, **at))


@blueprint.get(f"/remarks/{NUMBER}/change")
def ask_change(permalink: str, number: int) -> ResponseReturnValue:
    note, remark = found(permalink, number)
    require(web.actor(), Action.CHANGE_REMARK, remark)
    return change_page(note, remark, remark.text)


def change_page(note: Note, remark: Remark, text: str, problem: str = "", status: int = 200) -> ResponseReturnValue:
    back = address_of(note, remark)
    return render_template(
        "remarks/change.html", note=note, remark=remark, text=text, problem=problem, back=back
    ), status


@blueprint.post(f"/remarks/{NUMBER}/change")
@limit_writing
def change(permalink: str, number: int) -> ResponseReturnValue:
    note, remark = found(permalink, number)
    text = request.form.get("text", "")
    try:
        change_words(web.session(), web.actor(), remark, text)
    except Invalid as error:
        return change_page(note, remark, text, problem_words(error.fields["text"]), 422)
    except RemarkHidden:
        return change_page(note, remark, text, _("A coordinator has hidden this, so it cannot be changed."), 409)
    web.tell(_("Your words are changed."))
    return redirect(address_of(note, remark), 303)


@blueprint.get(f"/remarks/{NUMBER}/take-back")
def ask_take_back(permalink: str, number: int) -> ResponseReturnValue:
    note, remark = found(permalink, number)
    require(web.actor(), Action.TAKE_BACK_REMARK, remark)
    return render_template(
        "remarks/take_back.html", note=note, shown=remark_shown(remark), back=address_of(note, remark)
    )


@blueprint.post(f"/remarks/{NUMBER}/take-back")
@limit_writing
def take_remark_back(permalink: str, number: int) -> ResponseReturnValue:
    _note, remark = found(permalink, number)
    take_back(web.session(), web.actor(), remark)
    web.tell(_("Your words are taken back."))
    at = {
        RemarkKind.THANKS: url_for("remarks.thanks", permalink=permalink),
        RemarkKind.QUESTION: url_for("remarks.questions", permalink=permalink),
        RemarkKind.ANSWER: url_for("remarks.question", permalink=permalink, number=remark.question_id or remark.id),
    }
    return redirect(at[remark.kind], 303)


@blueprint.get(f"/remarks/{NUMBER}/report")
def ask_report(permalink: str, number: int) -> ResponseReturnValue:
    note, remark = found(permalink, number)
    require(web.actor(), Action.REPORT_REMARK, remark)
    return report_page(note, remark)


def report_page(
    note: Note, remark: Remark, reason: str = "", problem: str = "", status: int = 200
) -> ResponseReturnValue:
    shown = render_template(
        "remarks/report.html",
        note=note,
        shown=remark_shown(remark),
        reason=reason,
        problem=problem,
        back=address_of(note, remark),
    )
    return shown, status


@blueprint.post(f"/remarks/{NUMBER}/report")
@limit_writing
def report(permalink: str, number: int) -> ResponseReturnValue:
    note, remark = found(permalink, number)
    reason = request.form.get("reason", "")
    try:
        report_remark(web.session(), web.actor(), remark, reason)
    except Invalid as error:
        return report_page(note, remark, reason, problem_words(error.fields["reason"]), 422)
    except AlreadyReported:
        problem = _("You have reported this before, and it has not changed since. The coordinators have your report.")
        return report_page(note, remark, reason, problem, 409)
    web.tell(_("The coordinators have been told. Who wrote it does not learn that it was you."))
    return redirect(address_of(note, remark), 303)
