"""The form in which a team tells what it made of a note. It refuses nothing; the service does."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField, RadioField, StringField, TextAreaField

from app.notes.forms import ResultForm, whole_number
from app.reuse.words import HELD, OUTCOMES, STAGES, problem_words
from knowledge.notes.content import Result
from knowledge.notes.validation import MOST_ROWS
from knowledge.reuse.record import TEXTS, AdoptionRecord, Answer


class AnswerForm(Form):
    """Whether one condition held. The condition's words come back, so that an answer belongs to what was read."""

    condition = HiddenField()
    held = RadioField(choices=HELD, default="", validate_choice=False)


class AdoptionForm(Form):
    """`number` is the update on which the form was opened."""

    number = HiddenField(default="0")
    stage = RadioField(_l("How far are you?"), choices=STAGES, default="", validate_choice=False)
    started = StringField(_l("Since when"))
    ended = StringField(_l("Until when"))
    outcome = RadioField(_l("What came of it?"), choices=OUTCOMES, default="", validate_choice=False)
    words = TextAreaField(_l("What happened"))
    changed = TextAreaField(_l("What you changed"))
    answers = FieldList(FormField(AnswerForm))
    results = FieldList(FormField(ResultForm), _l("Results"), min_entries=1)
    evidence = TextAreaField(_l("How you know"))

    @property
    def begun_from(self) -> int:
        return whole_number(self.number.data or "0")


def form_from_record(record: AdoptionRecord, number: int) -> AdoptionForm:
    data: dict[str, Any] = {name: getattr(record, name) for name in TEXTS}
    data |= {"number": str(number), "results": [vars(row) for row in record.results]}
    data["answers"] = [{"condition": answer.condition, "held": answer.held} for answer in record.answers]
    return bounded(AdoptionForm(data=data))


def form_from_typed(typed: "MultiDict[str, str]") -> AdoptionForm:
    return bounded(AdoptionForm(typed))


def bounded(form: AdoptionForm) -> AdoptionForm:
    form.results.max_entries = MOST_ROWS  # told to the page; the field itself would cut off what was typed
    return form


def record_from(form: AdoptionForm, answers: Sequence[Answer]) -> AdoptionRecord:
    """What the form says, with these answers."""
    texts: dict[str, Any] = {name: getattr(form, name).data or "" for name in TEXTS}
    results = tuple(Result.from_json(entry.form.data) for entry in form.results)
    return AdoptionRecord(**texts, answers=tuple(answers), results=results).cleaned()


def held_in(form: AdoptionForm) -> dict[str, str]:
    """What was answered, by the condition's words."""
    return {
        entry.form.condition.data: entry.form.held.data or "" for entry in form.answers if entry.form.condition.data
    }


def show_problems(form: AdoptionForm, problems: Mapping[str, str]) -> None:
    """Put each problem at its field; `results-2-date` is a field of the third result."""
    for path, code in problems.items():
        name, *rest = path.split("-")
        field = form[name]
        if rest:
            field = field.entries[int(rest[0])].form[rest[1]]
        field.errors = [problem_words(code)]


def change_rows(form: AdoptionForm, asked: Mapping[str, str]) -> None:
    """Do what the buttons of the results' rows ask, for browsers without the script."""
    if "add" in asked:
        form.results.append_entry()
    gone = asked.get("remove", "")
    form.results.entries = [entry for entry in form.results.entries if entry.name != gone]
    if not form.results.entries:
        form.results.append_entry()
