"""The form of a note: all its fields, filled from a proposal and read back into one. It refuses nothing; services do."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from app.notes import words
from knowledge.notes.content import ROWS, ConditionKind, PracticeContent
from knowledge.notes.models import AudienceKind
from knowledge.notes.proposal import Proposal
from knowledge.notes.validation import MOST_ROWS

NOT_SAID = ("", _l("Not said"))


class Choice(SelectField):
    """One of several, or what a tampered or imported value says: the domain judges it."""

    def __init__(self, label: Any, choices: words.Choices = (), optional: bool = True, **more: Any) -> None:
        own = [NOT_SAID, *choices] if optional else list(choices)
        super().__init__(label, choices=own, validate_choice=False, **more)


def whole_number(text: Any) -> int:
    """The id in a box, 0 for what is none."""
    text = str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class Numbers(SelectMultipleField):
    """Ids of things that are ticked."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, choices=[], coerce=whole_number, validate_choice=False, **more)


class Ticked(BooleanField):
    """A box in a row, whose values are all texts: "yes" or nothing."""

    def process_data(self, value: Any) -> None:
        self.data = "yes" if value else ""

    def process_formdata(self, valuelist: Any) -> None:
        self.data = "yes" if valuelist else ""


class BlockForm(Form):
    title = StringField(_l("What it was"))
    text = TextAreaField(_l("How it was done"))


class ResultForm(Form):
    indicator = StringField(_l("Indicator"))
    baseline = StringField(_l("Before"))
    value = StringField(_l("After"))
    unit = StringField(_l("Unit"))
    date = StringField(_l("Measured in"))


class FailureForm(Form):
    what = TextAreaField(_l("What did not work"))
    why = TextAreaField(_l("Why"))
    changed = TextAreaField(_l("What we changed"))


class ConditionForm(Form):
    condition = TextAreaField(_l("Condition"))
    kind = RadioField(
        _l("Needed, helpful or harmful"),
        choices=words.CONDITION_KINDS,
        default=ConditionKind.NEEDED.value,
        validate_choice=False,
    )
    if_absent = TextAreaField(_l("What if it is absent?"))


class AttachedForm(Form):
    """A file of the note; all but its words is hidden, and only repeats what the store knows."""

    file = HiddenField()
    name = HiddenField()
    size = HiddenField()
    width = HiddenField()
    height = HiddenField()
    words = StringField(_l("Description"))
    decorative = Ticked(_l("It only decorates: nothing is lost on those who do not see it"))


class NoteForm(Form):
    """Every field of a note under the name the domain has for it, and `revision`, the number it was begun from."""

    revision = HiddenField()
    title = StringField(_l("Title"))
    summary = TextAreaField(_l("Summary"))
    language = Choice(_l("Language of the note"), optional=False)
    audience = Choice(_l("Who may read it"), optional=False)
    teams = Numbers(_l("Owners"))
    authors = Numbers(_l("Authors"))
    countries = SelectMultipleField(_l("Countries"), choices=[], validate_choice=False)
    topics = Numbers(_l("Topics"))
    translation_of = StringField(_l("Translation of"))
    adapted_from = StringField(_l("Adapted from"))
    challenge = TextAreaField(_l("The challenge"))
    what_we_did = FieldList(FormField(BlockForm), _l("What we did"), min_entries=1)
    what_did_not_work = FieldList(FormField(FailureForm), _l("What did not work"), min_entries=1)
    body = TextAreaField(_l("Text"))
    context = TextAreaField(_l("Context"))
    sector = StringField(_l("Sector"))
    institution_type = StringField(_l("Type of institution"))
    income_level = Choice(_l("Income level of the country"), words.INCOME_LEVELS)
    circumstances = SelectMultipleField(
        _l("What it was like there"), choices=words.CIRCUMSTANCES, validate_choice=False
    )
    capacity = TextAreaField(_l("Capacity at hand"))
    legal_basis = TextAreaField(_l("Legal basis"))
    objectives = TextAreaField(_l("Objectives"))
    resources = TextAreaField(_l("Resources"))
    cost = TextAreaField(_l("Cost"))
    time = TextAreaField(_l("Time it took"))
    results = FieldList(FormField(ResultForm), _l("Results"), min_entries=1)
    results_text = TextAreaField(_l("Results in words"))
    evidence = Choice(_l("How the results are known"), words.EVIDENCE)
    enabling_factors = TextAreaField(_l("What helped"))
    constraints = TextAreaField(_l("What stood in the way"))
    conditions = FieldList(FormField(ConditionForm), _l("Conditions"), min_entries=1)
    beneficiaries = TextAreaField(_l("Beneficiaries and stakeholders"))
    community_needs = TextAreaField(_l("What the community needed"))
    gender_and_rights = TextAreaField(_l("Gender and human rights"))
    sustainability = TextAreaField(_l("What keeps it going"))
    risks = TextAreaField(_l("Risks"))
    lessons = TextAreaField(_l("Lessons learned"))
    advice = TextAreaField(_l("Advice to those who adopt it"))
    place = StringField(_l("Place"))
    scale = Choice(_l("Scale"), words.SCALES)
    period_start = StringField(_l("From"))
    period_end = StringField(_l("To"))
    status = Choice(_l("How it stands"), words.STATUSES)
    based_on = TextAreaField(_l("Based on"))
    references = TextAreaField(_l("References"))
    attachments = FieldList(FormField(AttachedForm), _l("Pictures and files"))
    contact = TextAreaField(_l("Contact"))
    open_to_calls = BooleanField(_l("We are open to calls from other teams"))
    licence = Choice(_l("Licence"), words.LICENCES)
    reviewed_by = StringField(_l("Reviewed by"))
    review_date = StringField(_l("Date of review"))
    valid_until = StringField(_l("Valid until"))
    words = StringField(_l("What did you change?"))


LISTS = tuple(ROWS)
LINKS = ("translation_of", "adapted_from")
CONTENT = tuple(f.name for f in fields(PracticeContent) if f.name in NoteForm.__dict__)


def form_from_typed(typed: MultiDict[str, str]) -> NoteForm:
    return note_form(NoteForm(typed))


def form_from_proposal(proposal: Proposal, revision: int, typed_words: str = "") -> NoteForm:
    """The form as it shows a proposal that was begun from this revision."""
    data: dict[str, Any] = {name: getattr(proposal.content, name) for name in CONTENT}
    data |= {name: [vars(row) for row in data[name]] for name in LISTS}
    data |= {name: getattr(proposal, name) for name in ("language", "teams", "authors", *LINKS)}
    data |= {"audience": audience_value(proposal), "revision": revision, "words": typed_words}
    return note_form(NoteForm(data=data))


def note_form(form: NoteForm) -> NoteForm:
    for name in LISTS:
        form[name].max_entries = MOST_ROWS  # told to the page; the field itself would cut off what was typed
    return form


def audience_value(proposal: Proposal) -> str:
    """A group is one of the audiences to choose from: `peer_group:7`."""
    if proposal.audience == AudienceKind.PEER_GROUP and proposal.peer_group is not None:
        return f"peer_group:{proposal.peer_group}"
    return str(proposal.audience)


def proposal_from(form: NoteForm, standing: Proposal) -> Proposal:
    """What the form proposes. Fields that the form does not have are as they stood."""
    typed = {name: form[name].data for name in CONTENT if form[name].data is not None}
    content: dict[str, Any] = standing.content.to_json() | typed
    kind, _colon, group = str(form.audience.data or "").partition(":")
    known = kind in set(AudienceKind)
    return Proposal(
        content=PracticeContent.from_json(content),
        language=form.language.data or standing.language,
        audience=AudienceKind(kind) if known else standing.audience,
        peer_group=(whole_number(group) or None) if known else standing.peer_group,
        teams=tuple(filter(None, form.teams.data or ())),
        authors=tuple(filter(None, form.authors.data or ())),
        **{name: getattr(standing, name) if form[name].data is None else form[name].data for name in LINKS},
    ).cleaned()


def show_problems(form: NoteForm, problems: Mapping[str, str]) -> None:
    """Put each problem at its field; `results-2-date` is a field of the third result."""
    for path, code in problems.items():
        name, *rest = path.split("-")
        field = form[name]
        if rest:
            field = field.entries[int(rest[0])].form[rest[1]]
        field.errors = [words.problem_words(path, code)]


def change_rows(form: NoteForm, asked: Mapping[str, str]) -> None:
    """Do what the buttons `add=<list>` and `remove=<list>-<n>` ask, for browsers without the script."""
    if asked.get("add") in LISTS and form[asked["add"]].min_entries:
        form[asked["add"]].append_entry()
    name, _dash, number = asked.get("remove", "").rpartition("-")
    if name in LISTS:
        rows = form[name]
        rows.entries = [entry for entry in rows.entries if entry.name != f"{name}-{number}"]
        if not rows.entries and rows.min_entries:
            rows.append_entry()
