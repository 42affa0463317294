"""The macros that every page is made of, rendered with realistic arguments."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from jinja2.environment import TemplateModule
from markupsafe import Markup
from wtforms import FieldList, Form, FormField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired


class Result(Form):
    indicator = StringField("Indicator", [InputRequired("Say what was counted.")])


class NoteForm(Form):
    title = StringField("Title", [InputRequired("Give it a title.")])
    did = TextAreaField("What we did")
    audience = RadioField("Who may read it", choices=[("public", "Anyone"), ("network", "Members")], default="network")
    results = FieldList(FormField(Result), min_entries=1, max_entries=3)


@pytest.fixture
def page(app: Flask) -> Iterator[Flask]:
    with app.test_request_context("/"):
        yield app


def macros(page: Flask, name: str) -> TemplateModule:
    return page.jinja_env.get_template(f"components/{name}.html").module


def rendered(page: Flask, source: str, **values: object) -> str:
    return page.jinja_env.from_string(source).render(**values)


def test_field_ties_its_hint_and_its_error_to_the_control(page: Flask) -> None:
    form = NoteForm(data={})
    form.validate()
    html = macros(page, "field").text_field(form.title, hint="Say what was done.")
    assert 'aria-describedby="title-hint title-error"' in html
    assert 'aria-invalid="true"' in html
    assert html.index('for="title"') < html.index("title-hint") < html.index("Give it a title.") < html.index("<input")


def test_field_without_hint_or_error_describes_nothing(page: Flask) -> None:
    html = macros(page, "field").text_field(NoteForm().title, autocomplete="off")
    assert "aria-describedby" not in html
    assert "aria-invalid" not in html
    assert 'autocomplete="off"' in html
    assert "required</span>" in html


def test_what_a_member_typed_is_never_markup(page: Flask) -> None:
    form = NoteForm(data={"title": '"><script>alert(1)</script>', "did": "</textarea><b>"})
    html = macros(page, "field").text_field(form.title) + macros(page, "field").markdown_field(form.did, "/preview")
    assert "<script" not in html
    assert "<b>" not in html


def test_radio_choices_share_a_legend_and_carry_their_hints(page: Flask) -> None:
    html = macros(page, "field").radio_field(NoteForm().audience, hints={"public": "Search engines see it too."})
    assert "<legend>Who may read it" in html
    assert html.count('type="radio"') == 2
    assert 'value="network" id="audience-1" checked' in html
    assert 'aria-describedby="audience-0-hint"' in html


def test_preview_works_as_a_form_button_without_a_script(page: Flask) -> None:
    html = macros(page, "field").markdown_field(NoteForm().did, "/notes/preview")
    assert 'name="preview" value="did" formaction="/notes/preview" formtarget="_blank"' in html
    assert html.count("data-format=") == html.count(" hidden>") == 4


def test_rows_bring_a_blank_one_for_the_script_and_buttons_for_the_server(page: Flask) -> None:
    source = (
        "{% from 'components/rows.html' import repeatable_rows %}{% from 'components/field.html' import text_field %}"
        "{% call(entry) repeatable_rows(form.results, 'Result', 'Add a result', 'Remove') %}"
        "{{ text_field(entry.form.indicator) }}{% endcall %}"
    )
    html = rendered(page, source, form=NoteForm())
    assert 'name="results-0-indicator"' in html
    assert 'name="results-__row__-indicator"' in html.split("<template>")[1]
    assert 'name="add" value="results"' in html
    assert 'name="remove" value="results-0"' in html
    assert 'data-rows-most="3"' in html


def test_problems_above_a_form_lead_to_their_fields_in_rows_too(page: Flask) -> None:
    form = NoteForm(data={})
    form.validate()
    html = macros(page, "flash").form_problems(form, "Two things before this can be saved")
    assert '<a href="#title">Title</a>: Give it a title.' in html
    assert '<a href="#results-0-indicator">Results 1, Indicator</a>: Say what was counted.' in html


def test_note_card_marks_a_foreign_title_with_its_language(page: Flask) -> None:
    card = macros(page, "note_card").note_card(
        "/notes/1",
        "صيانة المضخات",
        "ar",
        ["SN", "BF"],
        ["School Kitchens"],
        Markup("نص <mark>المضخات</mark>"),
        taken_up_in=7,
    )
    assert '<span lang="ar" dir="rtl">صيانة المضخات</span>' in card
    assert "<mark>المضخات</mark>" in card
    assert "Senegal, Burkina Faso" in card
    assert "taken up in 7 countries" in card


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [(1, 1, ""), (1, 2, "1 2"), (5, 12, "1 … 4 5 6 … 12"), (12, 12, "1 … 11 12"), (2, 4, "1 2 3 4")],
)
def test_pagination_names_the_near_pages_and_both_ends(page: Flask, number: int, pages: int, shown: str) -> None:
    html = str(macros(page, "pagination").pagination(SimpleNamespace(number=number, pages=pages), "?page={}".format))
    words = [Markup(line).striptags() for line in html.splitlines() if "<li" in line]
    assert " ".join(word for word in words if word not in ("Previous", "Next")) == shown
    assert ('rel="prev"' in html) == (number > 1)
    assert ('rel="next"' in html) == (number < pages)


def test_facets_are_one_form_that_carries_the_query_along(page: Flask) -> None:
    option = SimpleNamespace(value="fr", label="français", count=1284, chosen=True, language="fr")
    source = (
        "{% from 'components/facet.html' import facet, facet_panel %}{% call facet_panel('/search', 'Narrow', [('q', 'agua')]) %}"
        "{{ facet('language', 'Language', [option]) }}{% endcall %}"
    )
    html = rendered(page, source, option=option)
    assert html.count("<form") == 1
    assert '<input type="hidden" name="q" value="agua">' in html
    assert 'name="language" value="fr" checked' in html
    assert "1,284" in html


def test_topics_can_be_chosen_without_a_script(page: Flask) -> None:
    topic = SimpleNamespace(id=7, label="Hand pumps", path="Water")
    html = macros(page, "topic_picker").topic_picker("topics", "Topics", [topic], "/topics/suggest", query="zzz")
    assert '<input type="checkbox" name="topics" value="7" checked>' in html
    assert 'name="find" value="topics"' in html
    assert "No topic has this label" in html


def test_change_is_told_by_words_as_well_as_colour(page: Flask) -> None:
    html = macros(page, "diff").diff(
        [("was", [("same", "costs "), ("was", "3")]), ("now", "costs 4"), ("gap", "9 lines")], "en"
    )
    assert "Before:" in html
    assert "<del>3</del>" in html
    assert "<ins>costs 4</ins>" in html


def test_two_texts_of_a_conflict_stand_side_by_side_unchanged(page: Flask) -> None:
    html = macros(page, "diff").two_texts("Theirs", "one\n<b>two</b>", "Yours", "three", "fr")
    assert "one\n&lt;b&gt;two&lt;/b&gt;" in html
    assert html.count('lang="fr"') == 2


def test_decision_has_a_page_of_its_own_and_a_dialog(page: Flask) -> None:
    link = macros(page, "dialog").dialog_link("withdraw", "Withdraw", "/notes/1/withdraw")
    assert link == '<a href="/notes/1/withdraw" data-dialog="withdraw">Withdraw</a>'
    source = (
        "{% from 'components/dialog.html' import dialog_form %}"
        "{% call dialog_form('withdraw', 'Withdraw it?', '/notes/1/withdraw', 'Withdraw', 'Keep it') %}<p>Why</p>{% endcall %}"
    )
    html = rendered(page, source)
    assert '<dialog id="withdraw"' in html
    assert 'method="post"' in html
    assert 'name="csrf_token"' in html
    assert "<p>Why</p>" in html


@pytest.mark.parametrize(
    ("category", "role"), [("told", "status"), ("done", "status"), ("look", "status"), ("fix", "alert")]
)
def test_only_what_must_be_fixed_interrupts_a_screen_reader(page: Flask, category: str, role: str) -> None:
    source = "{% from 'components/flash.html' import flash %}{% call flash(category) %}<p>Words</p>{% endcall %}"
    assert f'role="{role}"' in rendered(page, source, category=category)


def test_initials_stand_for_any_name(page: Flask) -> None:
    initials = macros(page, "member").initials
    assert [Markup(initials(name)).striptags() for name in ("Lucía Paredes", "王芳", "ana maria costa", "")] == [
        "LP",
        "王",
        "AC",
        "",
    ]
