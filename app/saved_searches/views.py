"""A member's saved searches: the list, what each has found, and changing them. Nobody sees another's."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import page_url
from app.extensions import csrf
from app.people.words import attempt, status_of
from app.saved_searches.alerts import number_before_saving
from app.saved_searches.forms import HOW_OFTEN, ChangeForm, SaveForm, form_to_save
from app.saved_searches.lines import lines_of
from app.saved_searches.searching import state_of, state_today
from app.saved_searches.stopping import search_of_token
from app.search.engine import search_engine
from knowledge.notes.cards import cards_for
from knowledge.saved_searches.found import list_found, read_found, unread_by_search
from knowledge.saved_searches.keeping import (
    change_search,
    delete_search,
    end_alerts,
    find_search,
    list_searches,
    save_search,
)
from knowledge.saved_searches.models import HowOften

blueprint = Blueprint("saved_searches", __name__, url_prefix="/search/saved")
blueprint.add_app_template_global(form_to_save)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """All of them, with what each looks for and how many notes it found that were not looked at."""
    actor, session = web.require_member(), web.session()
    page = list_searches(session, actor, web.page_number())
    return render_template(
        "saved_searches/index.html",
        page=page,
        lines=lines_of(session, [state_of(search.address) for search in page.items]),
        new=unread_by_search(session, actor, [search.id for search in page.items]),
        how_often=HOW_OFTEN,
        url_for_page=page_url("saved_searches.index"),
    )


@blueprint.post("")
def save() -> ResponseReturnValue:
    web.require_member()
    form = SaveForm()
    if form.validate_on_submit() and attempt(form, lambda: keep(form)):
        web.tell(_("The search is saved. What it finds from now on is new to it."))
        return redirect(url_for("saved_searches.index"), 303)
    line = lines_of(web.session(), [state_of(form.pairs())])[0]
    return render_template("saved_searches/save.html", form=form, line=line), 422


def keep(form: SaveForm) -> None:
    number_before_saving(web.session(), search_engine())
    save_search(web.session(), web.actor(), form.name.data or "", form.pairs(), form.how_often.data or "")


@blueprint.get("/<permalink>")
def show(permalink: str) -> ResponseReturnValue:
    """What the search has found since it was saved, the latest first. Looking changes nothing."""
    actor, session = web.require_member(), web.session()
    search = find_search(session, actor, permalink)
    page, state = list_found(session, actor, search, web.page_number()), state_today(session, search)
    return render_template(
        "saved_searches/show.html",
        search=search,
        state=state,
        line=lines_of(session, [state])[0],
        cards=cards_for(session, actor, page.items),
        page=page,
        new=unread_by_search(session, actor, [search.id]).get(search.id, 0),
        how_often=HOW_OFTEN,
        url_for_page=page_url("saved_searches.show", permalink=permalink),
    )


@blueprint.post("/<permalink>/read")
def read(permalink: str) -> ResponseReturnValue:
    """The owner has seen what it found; then to the search itself, when that was asked for."""
    actor = web.require_member()
    search = find_search(web.session(), actor, permalink)
    read_found(web.session(), actor, search)
    if "run" in request.form:
        return redirect(state_today(web.session(), search).address(), 303)
    return redirect(url_for("saved_searches.show", permalink=permalink), 303)


@blueprint.route("/<permalink>/edit", methods=["GET", "POST"])
def edit(permalink: str) -> ResponseReturnValue:
    """Another name, or told at other times."""
    actor = web.require_member()
    search = find_search(web.session(), actor, permalink)
    form = ChangeForm(obj=search)
    name, how_often = form.name.data or "", form.how_often.data or ""
    if form.validate_on_submit() and attempt(
        form, lambda: change_search(web.session(), actor, search, name, how_often)
    ):
        web.tell(_("The search is changed."))
        return redirect(url_for("saved_searches.index"), 303)
    return render_template("saved_searches/edit.html", form=form, search=search), status_of(form)


@blueprint.route("/<permalink>/delete", methods=["GET", "POST"])
def delete(permalink: str) -> ResponseReturnValue:
    """Asks once, then forgets the search."""
    actor = web.require_member()
    search = find_search(web.session(), actor, permalink)
    if request.method == "GET":
        return render_template("saved_searches/delete.html", search=search)
    delete_search(web.session(), actor, search)
    web.tell(_("The search is deleted, and what it found is forgotten. The notes are all still there."))
    return redirect(url_for("saved_searches.index"), 303)


@blueprint.route("/letters/<token>", methods=["GET", "POST"])
@csrf.exempt
def stop(token: str) -> ResponseReturnValue:
    """End the letters about one search. The signed token says which, so mail programs may post it by themselves (RFC 8058)."""
    search = search_of_token(web.session(), token)
    if request.method == "POST":
        end_alerts(web.session(), search)
    done = search.how_often == HowOften.NEVER
    return render_template("saved_searches/stop.html", search=search, done=done)
