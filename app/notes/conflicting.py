"""The page on which the second of two writers sees both texts and chooses, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.notes.blueprint import blueprint
from app.notes.finding import draft_to_edit
from app.notes.forms import LINKS, whole_number
from app.notes.shown_values import Names, label_of_field, names_for, shown
from app.notes.words import problem_words
from knowledge.errors import Invalid
from knowledge.notes.conflicts import Comparison, RevisionConflict, compare_with, settle
from knowledge.notes.drafts import keep_draft
from knowledge.notes.models import Draft, Note, Revision
from knowledge.notes.proposal import read_proposal, revision_numbered
from knowledge.notes.translating.versions import closed_links
from knowledge.notes.wording import LINES
from knowledge.notes.writing import save_revision

CODES = frozenset({"scale", "status", "income_level", "evidence", "licence", "language", "audience"})


@dataclass(frozen=True)
class Clash:
    """A field that both changed: the two texts, and what one can do with them."""

    name: str
    label: str
    theirs: str
    mine: str
    is_list: bool
    is_text: bool
    is_line: bool
    chosen: str
    typed: str
    problem: str


@blueprint.get("/<permalink>/conflict")
def conflict(permalink: str) -> ResponseReturnValue:
    note, draft = draft_to_edit(permalink)
    if draft is None:
        return redirect(url_for("notes.edit", permalink=permalink))
    comparison = compare_draft(note, draft, note.latest_number)
    if not comparison.conflicts:
        return redirect(url_for("notes.edit", permalink=permalink))
    return conflict_page(note, comparison, note.latest_number, {})


@blueprint.post("/<permalink>/conflict")
def settle_conflict(permalink: str) -> ResponseReturnValue:
    """Save what was chosen on top of the revision that was shown. Overtaken again, the choice is kept and shown again."""
    note, draft = draft_to_edit(permalink)
    session, actor = web.session(), web.actor()
    if draft is None:
        return redirect(url_for("notes.edit", permalink=permalink), 303)
    shown_number = min(whole_number(request.form.get("revision", "0")), note.latest_number)
    comparison = compare_draft(note, draft, shown_number)
    closed = closed_in(comparison)
    choices = {n: "theirs" if n in closed else request.form.get(f"choice-{n}", "mine") for n in comparison.conflicts}
    typed = {name: request.form.get(f"text-{name}", "") for name in comparison.conflicts}
    settled = settle(note, comparison, choices, typed)
    try:
        save_revision(session, actor, note, settled, shown_number)
    except RevisionConflict:
        keep_draft(session, actor, note, settled, shown_number)
        return redirect(url_for("notes.conflict", permalink=permalink), 303)
    except Invalid as error:
        return conflict_page(note, comparison, shown_number, error.fields, 422)
    web.tell(_("Both texts are put together and saved."))
    return redirect(url_for("notes.edit", permalink=permalink), 303)


def compare_draft(note: Note, draft: Draft, number: int) -> Comparison:
    return compare_with(web.session(), note, read_proposal(note, draft.content), draft.base_number, number)


def conflict_page(
    note: Note, comparison: Comparison, number: int, problems: Mapping[str, str], status: int = 409
) -> ResponseReturnValue:
    names = names_for(web.session(), comparison.theirs, comparison.mine)
    latest = revision_numbered(web.session(), note, number)
    merged = [label_of_field(name) for name in comparison.from_theirs if name != "peer_group"]
    closed = closed_in(comparison)
    clashes = [clash(comparison, name, names, problems) for name in comparison.conflicts if name not in closed]
    elsewhere = {n: problem_words(n, code) for n, code in problems.items() if n not in comparison.conflicts}
    page = render_template(
        "notes/edit_conflict.html",
        note=note,
        clashes=clashes,
        merged=merged,
        elsewhere=elsewhere,
        revision=number,
        saved_at=latest.created_at if latest else None,
        saved_by=author_name(latest),
    )
    return page, status


def closed_in(comparison: Comparison) -> set[str]:
    """Links that the other writer made to a note of which this one may not know: not shown, and they stay as they are."""
    links = {name: str(comparison.theirs[name]) for name in LINKS if name in comparison.conflicts}
    return closed_links(web.session(), web.actor(), links)


def author_name(revision: Revision | None) -> str:
    return revision.author.name if revision is not None and revision.author is not None else ""


def clash(comparison: Comparison, name: str, names: Names, problems: Mapping[str, str]) -> Clash:
    mine: Any = comparison.mine[name]
    is_text = isinstance(mine, str) and name not in CODES
    return Clash(
        name=name,
        label=label_of_field(name),
        theirs=shown(comparison.theirs, name, names),
        mine=shown(comparison.mine, name, names),
        is_list=isinstance(mine, list | tuple),
        is_text=is_text,
        is_line=name in LINES or name in LINKS,
        chosen=request.form.get(f"choice-{name}", "mine"),
        typed=request.form.get(f"text-{name}", mine if is_text else ""),
        problem=problem_words(name, problems[name]) if name in problems else "",
    )
