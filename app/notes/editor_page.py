"""The editor's page: the form with what it offers, what is missing, and where the note stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app import web
from app.notes.choices import Offered, offer
from app.notes.forms import LINKS, LISTS, NoteForm, form_from_proposal, show_problems
from app.notes.precedents import precedents_for
from app.notes.similar import Similar
from app.notes.source_beside import FormBeside, stand_beside
from app.notes.words import wanted_words
from knowledge.notes.completeness import missing_for, rules_for
from knowledge.notes.models import Kind, Note, Revision, Tier
from knowledge.notes.proposal import Proposal
from knowledge.notes.publishing import may_publish
from knowledge.notes.scope import as_proposed
from knowledge.notes.translating.versions import closed_links
from knowledge.notes.validation import problems_of
from knowledge.people.models import Member
from knowledge.topics.labels import TopicLabelView


@dataclass(frozen=True)
class Step:
    """A field that still wants something: where it is, its label, how much is wanted."""

    url: str
    label: str
    wanted: str


@dataclass(frozen=True)
class Progress:
    """How far the note is on its way to a tier."""

    steps: list[Step]
    needed: int

    @property
    def done(self) -> int:
        return self.needed - len(self.steps)


@dataclass(frozen=True)
class Standing:
    """Where the note stands, for the words above the form and the buttons below it."""

    note: Note | None
    publishes: bool
    is_pending: bool
    draft_saved_at: datetime | None
    overtaken_by: str
    changes_asked_by: str


def editor_page(
    form: NoteForm,
    proposal: Proposal,
    note: Note | None = None,
    *,
    problems: Mapping[str, str] | None = None,
    draft_saved_at: datetime | None = None,
    title: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """Show the form. `problems` are those to put at the fields; by default what is not valid, but not what is missing."""
    show_problems(form, problems_of(proposal) if problems is None else problems)
    kind = note.kind if note is not None else Kind.PRACTICE
    is_new = note is None or not note.is_published
    beside = stand_beside(form, note)
    withhold_links(form, beside)
    offered = offered_for(form, proposal)
    return (
        render_template(
            "notes/edit.html",
            form=form,
            note=note,
            kind=kind,
            beside=beside,
            offered=offered,
            snapshot=progress(form, proposal, Tier.SNAPSHOT, kind),
            full=progress(form, proposal, Tier.FULL, kind),
            standing=standing_of(note, proposal, int(form.revision.data or 0), draft_saved_at),
            problems_title=title,
            wrong=wrong_fields(form),
            submit_url=submit_url(note),
            autosave_url=url_for("notes.autosave", permalink=note.permalink) if note else url_for("notes.autosave_new"),
            preview_url=url_for("notes.preview"),
            precedents_url=url_for("notes.precedents", note=note.permalink if note else None) if is_new else "",
            precedents=precedents_beside(offered, proposal, note) if is_new else [],
        ),
        status,
    )


def withhold_links(form: NoteForm, beside: FormBeside | None) -> None:
    """Take out of the form what another writer linked to, if this one may not know of it; what one typed oneself stays."""
    known = {beside.source.note.permalink} if beside is not None else set()
    links = {name: form[name].data or "" for name in LINKS if name not in request.form}
    asked = {name: address for name, address in links.items() if address not in known}
    for name in closed_links(web.session(), web.actor(), asked):
        form[name].withheld = True


def submit_url(note: Note | None) -> str:
    """Where the form is sent: what the address asked for stays in it, for a new note the address it was begun at."""
    if note is not None:
        return url_for("notes.edit", permalink=note.permalink, beside=request.args.get("beside"))
    begun_at_its_own = request.path == url_for("notes.new")
    return request.full_path.rstrip("?") if begun_at_its_own else url_for("notes.new")


def fresh_page(proposal: Proposal, revision: int, note: Note | None = None, **more: Any) -> ResponseReturnValue:
    """The editor with the form made anew from a proposal, so that rows are numbered as the problems name them."""
    form = form_from_proposal(proposal, revision, request.form.get("words", ""))
    return editor_page(form, proposal, note, **more)


def offered_for(form: NoteForm, proposal: Proposal) -> Offered:
    queries = {name: request.form.get(f"{name}-query", "") for name in ("topics", "countries")}
    return offer(web.session(), web.actor(), form, proposal, queries)


def precedents_beside(offered: Offered, proposal: Proposal, note: Note | None) -> list[Similar]:
    labels = {topic.id: TopicLabelView(topic.label, topic.language) for topic in offered.topics}
    return precedents_for(web.session(), web.actor(), proposal, note, labels)


def progress(form: NoteForm, proposal: Proposal, tier: Tier, kind: Kind) -> Progress:
    steps = [
        Step(anchor(form, name), form[name].label.text, wanted_words(wanted))
        for name, wanted in missing_for(tier, proposal, kind)
    ]
    return Progress(steps, len(rules_for(tier, kind)))


def anchor(form: NoteForm, name: str) -> str:
    """The address within the page of a field; for a list, of the first thing to write in its first row."""
    if name in LISTS and form[name].entries:
        first = next(iter(form[name].entries[0].form))
        return f"#{first.id}"
    return f"#{name}"


def wrong_fields(form: NoteForm) -> list[Step]:
    """Every field with a problem, rows included, for the list above the form."""
    found = []
    for field in form:
        if field.name in LISTS:
            if field.errors:
                found.append(Step(f"#{field.name}", field.label.text, field.errors[0]))
            parts = (part for entry in field.entries for part in entry.form if part.errors)
            found += [Step(f"#{part.id}", part.label.text, part.errors[0]) for part in parts]
        elif field.errors:
            found.append(Step(f"#{field.id}", field.label.text, field.errors[0]))
    return found


def anchored_steps(form: NoteForm, problems: Mapping[str, str]) -> list[Step]:
    """Each problem with the address of its field within the editor."""
    show_problems(form, problems)
    return wrong_fields(form)


def standing_of(note: Note | None, proposal: Proposal, revision: int, draft_saved_at: datetime | None) -> Standing:
    actor = web.actor()
    if note is None:
        return Standing(None, may_publish(web.session(), actor, as_proposed(proposal), proposal), False, None, "", "")
    return Standing(
        note,
        publishes=may_publish(web.session(), actor, note, proposal),
        is_pending=note.is_published and not is_live(note),
        draft_saved_at=draft_saved_at,
        overtaken_by=saved_last_by(note) if revision < note.latest_number else "",
        changes_asked_by=name_of(note.changes_asked_by_id),
    )


def is_live(note: Note) -> bool:
    """Whether the latest revision is the one that readers see."""
    return note.published_revision is not None and note.published_revision.number == note.latest_number


def saved_last_by(note: Note) -> str:
    query = select(Member.name).join(Revision, Revision.author_id == Member.id)
    latest = query.where(Revision.note_id == note.id, Revision.number == note.latest_number)
    return web.session().scalar(latest) or ""


def name_of(member_id: int | None) -> str:
    member = web.session().get(Member, member_id) if member_id is not None else None
    return member.name if member is not None else ""
