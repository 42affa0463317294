"""A Word or Markdown document becomes the beginning of a note, through pages that save nothing."""

import html
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.notes.heading_words import TARGETS, field_of
from knowledge.notes.documents.sections import cut
from knowledge.notes.models import Draft, Note
from tests.attachments.samples import MB, PDF, bomb, office, word
from tests.conftest import SignIn
from tests.personas import Cast

TEXT = """# The depot on the road

Parts came late.

## The challenge

Pumps stood still.

### In the dry season

For weeks.

## Démarche

We asked.

## Weather of that year

It rained.

## Lessons learned

Ask first.
"""
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(*paragraphs: tuple[str, str]) -> bytes:
    """A Word document of (style, text)."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{html.escape(text)}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2, 3)
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return office(
        "wordprocessingml.document",
        "word/other.xml",
        **{
            "word/document.xml": f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {NAMESPACE}>{styles}</w:styles>",
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relation}/officeDocument" Target="word/document.xml"/></Relationships>',
        },
    )


def send(browser: FlaskClient, name: str, content: bytes, **more: Any) -> Any:
    return browser.post("/notes/import", data={"files": (io.BytesIO(content), name)}, **more)


def form_of(page: str) -> dict[str, str]:
    """What the checking page would send, as a browser reads it."""
    fields = dict(re.findall(r'name="((?:heading|known)-\d+)" value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea[^>]*name="(text-\d+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL))
    fields |= dict(re.findall(r'name="(field-\d+)">.*?value="(\w*)" selected', page, re.DOTALL))
    fields |= dict(re.findall(r'name="(title)" value="([^"]*)"', page))
    return {name: html.unescape(value) for name, value in fields.items()}


def field_in(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    assert found is not None, name
    return html.unescape(found[1]).replace("\r\n", "\n").strip()


def test_a_markdown_document_fills_the_editor_and_saves_nothing(
    browse_as: SignIn, session: Session, cast: Cast
) -> None:
    browser = browse_as(cast.contributor)
    checking = send(browser, "note.md", TEXT.encode())
    assert checking.status_code == 200 and "<li><bdi>Weather of that year</bdi></li>" in checking.text
    editor = browser.post("/notes/import/continue", data=form_of(checking.text)).text
    assert 'name="title" type="text" value="The depot on the road"' in editor
    assert field_in(editor, "summary") == "Parts came late."
    assert field_in(editor, "challenge") == "Pumps stood still.\n\n### In the dry season\n\nFor weeks."
    assert field_in(editor, "what_we_did-0-text") == "We asked."
    assert field_in(editor, "context") == "### Weather of that year\n\nIt rained.", "never lost"
    assert field_in(editor, "lessons") == "Ask first."
    assert '<form action="/notes/new"' in editor
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Note)) == 0
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_the_writer_chooses_other_fields_and_leaves_out(browse_as: SignIn, cast: Cast) -> None:
    browser = browse_as(cast.contributor)
    form = form_of(send(browser, "note.md", TEXT.encode()).text)
    weather = next(name.removeprefix("heading-") for name, value in form.items() if value == "Weather of that year")
    lessons = next(name.removeprefix("heading-") for name, value in form.items() if value == "Lessons learned")
    editor = browser.post(
        "/notes/import/continue", data=form | {f"field-{weather}": "risks", f"field-{lessons}": ""}
    ).text
    assert field_in(editor, "risks") == "### Weather of that year\n\nIt rained."
    assert field_in(editor, "lessons") == "" and field_in(editor, "context") == ""


@pytest.mark.parametrize(
    ("text", "title", "sections"),
    [
        (
            "# Title\n\nMy practice\n\n## The challenge\n\nDust.",
            "My practice",
            [("The challenge", "challenge", "Dust.")],
        ),
        ("## Titre\n\nLe dépôt\n\nIl roule.", "Le dépôt", [("", "summary", "Il roule.")]),
        ("# The depot\n\n## Title\n\nA van", "The depot", [("Title", "context", "A van")]),
        ("# " + "Long " * 70 + "end", "Long " * 70 + "end", []),
    ],
)
def test_the_title_of_a_document_is_the_notes_title(
    browse_as: SignIn, cast: Cast, text: str, title: str, sections: list[tuple[str, str, str]]
) -> None:
    """Also when it stands under a heading that says so, and when it is too long: its writer shortens it in the editor."""
    browser = browse_as(cast.contributor)
    form = form_of(send(browser, "note.md", text.encode()).text)
    found = [(form[f"heading-{n}"], form[f"field-{n}"], form[f"text-{n}"]) for n in range(len(sections))]
    assert (form["title"], found) == (title, sections)
    editor = browser.post("/notes/import/continue", data=form).text
    assert f'name="title" type="text" value="{title}"' in editor


def test_a_text_that_is_sent_for_no_field_is_not_lost(browse_as: SignIn, cast: Cast) -> None:
    data = {"title": "A", "heading-0": "Title", "known-0": "yes", "field-0": "title", "text-0": "A van"}
    editor = browse_as(cast.contributor).post("/notes/import/continue", data=data).text
    assert "A van" in field_in(editor, "context")


def test_a_word_document_is_cut_at_its_headings(browse_as: SignIn, cast: Cast) -> None:
    content = document(
        ("Heading1", "El depósito"),
        ("Heading2", "El reto"),
        ("Normal", "Faltaban <piezas>."),
        ("Heading2", "Resultados"),
    )
    form = form_of(send(browse_as(cast.contributor), "nota.docx", content).text)
    assert form["title"] == "El depósito"
    assert (form["heading-0"], form["field-0"]) == ("El reto", "challenge") and "piezas" in form["text-0"]
    assert form["field-1"] == "results_text"


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("note.md", b"", 422, "The file is empty"),
        ("note.md", b"  \n ", 422, "There is no text in this document"),
        ("note.pdf", PDF, 422, "not a Word or Markdown document"),
        ("note.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600, 422, "Files of this kind are not taken"),
        ("note.docx", PDF, 422, "not what its name says"),
        ("note.docx", word(), 422, "cannot be read"),
        ("note.docx", bomb(301), 422, "unpacks to more than"),
        ("note.md", b"words " * 200_000, 422, "too long"),
        ("note.md", b"x" * 21 * MB, 413, "too large"),
    ],
)
def test_bad_documents_are_told_at_the_field(
    browse_as: SignIn, cast: Cast, name: str, content: bytes, status: int, words: str
) -> None:
    answer = send(browse_as(cast.contributor), name, content)
    problem = re.search(r'<p class="error" id="files-error">(.*?)</p>', answer.text)
    assert answer.status_code == status and problem is not None and words in problem[1]


def test_only_who_may_write_imports(browse_as: SignIn, cast: Cast) -> None:
    for member, seen, sent in ((None, 302, 401), (cast.outsider, 403, 403), (cast.contributor, 200, 200)):
        browser = browse_as(member)
        assert browser.get("/notes/import").status_code == seen
        assert send(browser, "note.md", TEXT.encode()).status_code == sent
        assert browser.post("/notes/import/continue", data={"title": "A"}).status_code == sent


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("The challenge", "challenge"),
        ("2.1 RÉSULTATS :", "results_text"),
        ("Ce qui n'a pas marché", "what_did_not_work"),
        ("Lecciones aprendidas", "lessons"),
        ("Recomendações", "advice"),
        ("الدروس المستفادة", "lessons"),
        ("Проблема", "challenge"),
        ("挑战", "challenge"),
        ("What has to be true elsewhere", "conditions"),
        ("Weather of that year", ""),
        ("3.", ""),
    ],
)
def test_headings_are_known_in_every_language(app: Flask, heading: str, field: str) -> None:
    with app.test_request_context():
        assert field_of(heading) == field


def test_every_field_has_a_heading_that_leads_to_it(app: Flask) -> None:
    from app.notes.heading_words import fields_by_heading

    with app.test_request_context():
        assert set(fields_by_heading().values()) >= set(TARGETS)


RUNS = st.builds(str.__mul__, st.sampled_from([" ", "#", "\t", "`", "=", "# "]), st.integers(0, 3000))
WORDS = st.text("abc \n#-=`*", max_size=60) | RUNS
SIGNS_OF_EMPHASIS = re.compile("[*`]")


def words_in(text: str) -> list[str]:
    """The letters in order, each with the # that touch it: "C#" is a word."""
    return re.findall("[abc]#*", SIGNS_OF_EMPHASIS.sub("", text))


@settings(deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_no_word_of_a_document_is_lost(parts: list[str]) -> None:
    """Every letter of it is in the title, a heading or a text, in order."""
    text = "\n".join(parts)
    read = cut(text, lambda heading: "context" if heading.startswith("a") else "")
    said = [read.title, *(part for section in read.sections for part in (section.heading, section.text))]
    assert words_in("\n".join(said)) == words_in(text)
    again = cut(text.replace("\n", "\r\n"), lambda heading: "context" if heading.startswith("a") else "")
    assert again == read


@pytest.mark.parametrize("gap", [" ", "\t", " #", "# "])
def test_a_heading_with_very_many_spaces_is_read(gap: str) -> None:
    """Somebody sends such a line to keep the server busy for hours."""
    read = cut("# a" + gap * 50_000 + "b\n\nText.", lambda _: "")
    assert read.title[0] == "a" and read.title[-1] == "b" and read.sections[0].text == "Text."
    assert cut("# a" + " " * 100_000, lambda _: "").title == "a"
    assert cut("# a" + " " * 100_000 + "#" * 100_000, lambda _: "").title == "a"


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("## Use of C#", "Use of C#"),
        ("## Use of C# ##", "Use of C#"),
        ("## Costs ##  ", "Costs"),
        ("## Costs\t#", "Costs"),
    ],
)
def test_signs_that_close_a_heading_are_no_words_of_it(line: str, heading: str) -> None:
    assert [section.heading for section in cut(line, lambda _: "").sections] == [heading]


def test_code_keeps_its_signs() -> None:
    read = cut("## Costs\n\n```\n# not a heading\n```\n", lambda _: "cost")
    assert [section.text for section in read.sections] == ["```\n# not a heading\n```"]


@pytest.mark.parametrize(
    "code",
    [
        "````\n```\n# not a heading\n```\n````",
        "```\n# not a heading\n``` not the end\n# nor this\n```",
        "~~~~\n```\n# not a heading\n~~~\n# nor this\n~~~~~",
        "```\nNo heading\n---\n```",
    ],
)
def test_a_fence_ends_where_it_ends_on_the_page(code: str) -> None:
    read = cut(f"## Costs\n\n{code}\n\n## Time\n\nLong.", lambda heading: heading.casefold())
    assert [section.text for section in read.sections] == [code, "Long."]


def test_code_in_a_line_opens_no_fence() -> None:
    read = cut("## Costs\n\n```none```\n\n## Time\n\nLong.", lambda heading: heading.casefold())
    assert [section.text for section in read.sections] == ["```none```", "Long."]
