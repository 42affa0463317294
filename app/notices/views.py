"""Pages of notices: the list, marking as read, and the link in letters that ends them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import page_url, reader_languages
from app.extensions import csrf
from app.notices.unsubscribing import member_of_token
from app.notices.wording import tellings
from knowledge.notices.inbox import end_letters, list_notices, read_all_notices, read_notice

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What the reader was told. Looking changes nothing: opening and marking are forms."""
    actor = web.require_member()
    page = list_notices(web.session(), actor, web.page_number())
    told = tellings(web.session(), actor, page.items, reader_languages())
    return render_template("notices/index.html", page=page, told=told, url_for_page=page_url("notices.index"))


@blueprint.post("/<int:notice_id>")
def read(notice_id: int) -> ResponseReturnValue:
    """Mark one notice as read and, when it was opened, go where it leads."""
    actor = web.require_member()
    notice = read_notice(web.session(), actor, notice_id)
    told = tellings(web.session(), actor, [notice], reader_languages())[0]
    if "open" in request.form and told.endpoint:
        return redirect(url_for(told.endpoint, **told.address), 303)
    return redirect(page_url("notices.index")(web.page_number()), 303)


@blueprint.post("/read")
def read_all() -> ResponseReturnValue:
    read_all_notices(web.session(), web.require_member())
    web.tell(_("All notices are marked as read."))
    return redirect(url_for("notices.index"), 303)


@blueprint.route("/letters/<token>", methods=["GET", "POST"])
@csrf.exempt
def unsubscribe(token: str) -> ResponseReturnValue:
    """End letters about notices. The signed token says whose, so mail programs may post it by themselves (RFC 8058)."""
    member = member_of_token(web.session(), token)
    if request.method == "POST":
        end_letters(web.session(), member)
    return render_template("notices/unsubscribe.html", member=member, done=request.method == "POST")
