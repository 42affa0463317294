"""A note as a Markdown file: what its page says, as text."""

from sqlalchemy.orm import Session

from app.rendering import render_markdown
from knowledge.notes.content import Block, Condition, Failure, Result
from knowledge.notes.models import AudienceKind
from tests.conftest import SignIn
from tests.notes.proposals import full, published, snapshot, written
from tests.personas import Cast


def text_of(browse_as: SignIn, permalink: str, language: str = "en") -> str:
    answer = browse_as(None).get(f"/notes/{permalink}.md", headers={"Accept-Language": language})
    assert answer.status_code == 200 and answer.mimetype == "text/markdown"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=causeway-{permalink}.md"
    return answer.text


def test_it_says_what_the_page_says(browse_as: SignIn, session: Session, cast: Cast) -> None:
    proposal = full(
        cast,
        audience=AudienceKind.PUBLIC,
        what_we_did=(Block("Asked", "## Whom\n\nMechanics."),),
        what_did_not_work=(Failure("Credit.", "Nobody paid.", "Cash."),),
        conditions=(Condition("A market", "needed", "Nobody comes."),),
        results=(Result("Pumps | at work", "61", "88", "%", "2023-06"),),
        gender_and_rights="Women keep the list.",
    )
    note = published(session, cast, **{"audience": AudienceKind.PUBLIC} | vars(proposal.content))
    lines = text_of(browse_as, note.permalink).split("\n")
    assert lines[0] == "# Where the spare parts sleep"
    for line in (
        "## The challenge",
        "### Asked",
        "##### Whom",
        "| Indicator | Before | After | Unit | Measured |",
        "| Pumps \\| at work | 61 | 88 | % | June 2023 |",
        "**Why**",
        "**Needed**",
        "## The people concerned",
        "### Gender and human rights",
        "Women keep the list.",
        "## Facts",
        "## Cite this note",
    ):
        assert line in lines, line
    assert lines[-2].endswith(f"<http://localhost/notes/{note.permalink}>")
    assert "## Contact" not in lines, "what says nothing has no heading"


def test_what_is_no_heading_on_the_page_stays_as_it_is(browse_as: SignIn, session: Session, cast: Cast) -> None:
    code = "````\n```\n# a comment\n```\n# another\n````"
    note = published(
        session, cast, audience=AudienceKind.PUBLIC, challenge=f"# Why\n\n{code}\n\nUnderlined\n---\n\nEnd."
    )
    text = text_of(browse_as, note.permalink)
    assert f"#### Why\n\n{code}\n\n##### Underlined\n\nEnd." in text


def test_headings_are_in_the_language_of_the_page(browse_as: SignIn, session: Session, cast: Cast) -> None:
    note = published(session, cast, audience=AudienceKind.PUBLIC)
    assert "## The challenge" in text_of(browse_as, note.permalink)
    assert "## The challenge" not in text_of(browse_as, note.permalink, "fr")


def test_a_title_is_words_and_no_markup(browse_as: SignIn, session: Session, cast: Cast) -> None:
    title = "*Pumps* <script>alert(1)</script> [x](javascript:alert(1)) | # `end`"
    note = published(session, cast, audience=AudienceKind.PUBLIC, title=title)
    html = render_markdown(text_of(browse_as, note.permalink).split("\n")[0], level=1)
    assert "<em>" not in html and "<script" not in html and "<a" not in html
    assert html.striptags() == title


def test_it_is_the_published_text_and_a_draft_is_for_its_writers(
    browse_as: SignIn, session: Session, cast: Cast
) -> None:
    note = written(session, cast, audience=AudienceKind.PUBLIC)
    assert browse_as(None).get(f"/notes/{note.permalink}.md").status_code == 404
    assert "Pumps stood still" in browse_as(cast.contributor).get(f"/notes/{note.permalink}.md").text


def test_the_page_leads_to_it(browse_as: SignIn, session: Session, cast: Cast) -> None:
    note = published(session, cast, audience=AudienceKind.PUBLIC)
    assert (
        snapshot(cast).content.title
        and f"/notes/{note.permalink}.md" in browse_as(None).get(f"/notes/{note.permalink}").text
    )
