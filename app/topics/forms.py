"""The forms by which coordinators curate topics. They refuse nothing; services do, and their codes become words here."""

from collections.abc import Mapping, Sequence

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.fields.core import Field

from knowledge.topics.names import LanguageRow

MOST_ROWS = 80
PROBLEMS = {
    "language_missing": _l("Say in which language this is, for example fr."),
    "language_unknown": _l("This is no language code. Use one such as fr, pt-BR or cnr."),
    "language_twice": _l("This language is listed above already. Put its labels into one row."),
    "label_missing": _l("Give the name by which the topic is shown in this language."),
    "label_long": _l("A label has at most 1,000 characters. Your words are still here; shorten them."),
    "too_many": _l("There are too many of these. Take some away."),
    "labels_missing": _l("A topic needs a label in at least one language."),
    "note_long": _l("A scope note has at most 5,000 characters. Your words are still here; shorten them."),
    "merge_itself": _l("A topic cannot be merged into itself. Choose another one."),
    "merge_unusable": _l("This topic was retired or merged itself. Choose one that is in use."),
}


class LabelRowForm(Form):
    language = StringField(_l("Language"))
    preferred = StringField(_l("Preferred label"))
    alternatives = TextAreaField(_l("Alternative labels"))


class NoteRowForm(Form):
    language = StringField(_l("Language"))
    text = TextAreaField(_l("What the topic covers"))


class RowsForm(FlaskForm):
    """Rows that come and go by `add=rows` and `remove=rows-<n>`, and the number of changes the topic had when it was opened."""

    version = HiddenField()
    rows: FieldList

    def asked_for_rows(self) -> bool:
        """Do what a row button asks, if one was pressed."""
        if request.form.get("add") == "rows":
            if len(self.rows) < MOST_ROWS:
                self.rows.append_entry()
            return True
        gone = request.form.get("remove", "")
        if not gone:
            return False
        kept = [entry.form.data for entry in self.rows if entry.name != gone]
        while len(self.rows):
            self.rows.pop_entry()
        for data in kept:
            self.rows.append_entry(data)
        return True


class LabelsForm(RowsForm):
    """The labels of a topic, a row for each language."""

    rows = FieldList(FormField(LabelRowForm), _l("Labels"), max_entries=MOST_ROWS)

    def fill(self, rows: Sequence[LanguageRow]) -> None:
        for row in rows:
            self.rows.append_entry(
                {"language": row.language, "preferred": row.preferred, "alternatives": "\n".join(row.alternatives)}
            )

    def language_rows(self) -> list[LanguageRow]:
        return [
            LanguageRow(
                data["language"] or "",
                data["preferred"] or "",
                tuple(line.strip() for line in (data["alternatives"] or "").splitlines() if line.strip()),
            )
            for data in (entry.form.data for entry in self.rows)
        ]


class ScopeForm(RowsForm):
    """What a topic covers, a row for each language."""

    rows = FieldList(FormField(NoteRowForm), _l("Scope note"), max_entries=MOST_ROWS)

    def fill(self, notes: Mapping[str, str]) -> None:
        for language, text in sorted(notes.items()):
            self.rows.append_entry({"language": language, "text": text})

    def notes(self) -> list[tuple[str, str]]:
        return [(entry.form.data["language"] or "", entry.form.data["text"] or "") for entry in self.rows]


class DecisionForm(FlaskForm):
    """A button, the version it was shown for, and the protection against forgery."""

    version = HiddenField()


def whole_number(text: str | None) -> int:
    """The number in a hidden field; -1, which is no version, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def show_problems(form: FlaskForm, problems: Mapping[str, str]) -> None:
    """Put each code of `Invalid` as words at the field it names; what names no field goes above the form."""
    for name, code in problems.items():
        field = field_named(form, name)
        words = PROBLEMS.get(code, code)
        if field is None:
            form.form_errors.append(words)
        else:
            field.errors = [*field.errors, words]


def field_named(form: FlaskForm, name: str) -> Field | None:
    """`rows-2-preferred` is a field of the second row's form, counted from 0."""
    for entry in form.rows if isinstance(form, RowsForm) else ():
        for field in entry.form:
            if field.name == name:
                return field
    return None
