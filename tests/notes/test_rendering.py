"""Markdown becomes HTML that is safe to show, and soon, whatever somebody typed."""

import json
import re
import time
from html.parser import HTMLParser

import pytest

from app.rendering import LONGEST, render_document, render_markdown
from app.rendering.conversion import SECONDS
from app.rendering.remembering import Kept, size_of
from app.rendering.sanitizing import TAGS

OURS = {"table": {"class"}, "div": {"class", "role", "tabindex"}, "pre": {"tabindex"}}
ALLOWED = {"a": {"href", "rel"}, "ol": {"start"}, "li": {"id"}, "sup": {"id"}}


class Judge(HTMLParser):
    """Collects what a browser would see that no text of a note may bring."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS or tag == "img":
            self.wrong.append(tag)
        allowed = ALLOWED.get(tag, set()) | OURS.get(tag, set())
        self.wrong += [f"{tag} {name}" for name, _ in attrs if name not in allowed]
        address = dict(attrs).get("href") or "#"
        if not re.match(r"https?://|mailto:|/notes/|#", address):
            self.wrong.append(f"{tag} {address}")


ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.example/x.png' alt='\"><script>alert(1)</script>'>",
    '![x" onerror="alert(1)](https://evil.example/x.png)',
    "![x](javascript:alert(1))",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mi xlink:href='data:x,<script>alert(1)</script>'>x</mi></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript&#58;alert(1))",
    "[x](&#x6A;&#x61;vascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example/x)",
    "[x](/people/sign-out)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    '[x](https://a.example "onmouseover=alert(1)")',
    "<javascript:alert(1)>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href=javascript&colon;alert(1)>x</a>",
    "<a href='https://a.example' onclick=alert(1) style='x' class='y' id='z' target=_blank>x</a>",
    "<form action=https://evil.example><input name=password><button>Go</button></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x><base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'><link rel=stylesheet href=//evil.example>",
    "<style>body{display:none}</style><div style='position:fixed'>x</div>",
    "<p class='masthead' id='main'>x</p>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><script>alert(1)</script>]]>",
    "```<img src=x onerror=alert(1)>\n<script>\n```",
    '<q cite="javascript:alert(1)">x</q><blockquote cite="javascript:alert(1)">x</blockquote>',
    "<a href='https://a.example/<img src=x onerror=alert(1)>'>x</a>",
    "<p id='fn1-x' onclick=x>y</p>",
    '"><script>alert(1)</script>',
    "'\"`><\x00img src=x onerror=alert(1)>",
    "</div></article></main><script>alert(1)</script>",
    "[^<script>]: x\n\ntext[^<script>]",
    "a | b\n--|--\n<script>alert(1)</script> | <td onclick=x>",
]


PATTERNS = [">", "[", "![", "*", "_", "`", "(", "[a](", "[a](<", "[^1]", "*a_", "&", "\\"]
PATTERNS += ["<a", "<div>", "<b>", "<ul><li>", "<![CDATA[", "<!--"]
PATTERNS += ["> ", "- ", "1. ", "<a ", "=\n", "\n- ", "> - ", "|\n", "~~~\n"]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("around", ["{}", "> {}", "- {}", "# {}", "[{}](https://a.example)", "<b>{}</b>", "*{}*"])
def test_nothing_hostile_survives(attack: str, around: str) -> None:
    html = str(render_markdown(around.format(attack)))
    assert Judge(html).wrong == []
    assert "<script" not in html.lower()


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("size", [10_000, 150_000])
def test_deep_nesting_is_bounded_in_time(pattern: str, size: int) -> None:
    began = time.thread_time()
    html = str(render_markdown(pattern * (size // len(pattern))))
    assert time.thread_time() - began < 4 * SECONDS
    assert Judge(html).wrong == []


def test_a_text_of_a_megabyte_is_shown_as_plain_paragraphs() -> None:
    began = time.thread_time()
    html = str(render_markdown("<b>*words* & more*\n\n" * 60_000))
    assert time.thread_time() - began < SECONDS
    assert html.startswith("<p>&lt;b&gt;*words* &amp; more*</p><p>")


def test_a_text_too_hard_to_read_keeps_every_word() -> None:
    html = str(render_markdown("First\nline\n\n" + "[" * 50_000 + "last"))
    assert html.startswith("<p>First<br>line</p><p>[[[")
    assert html.endswith("last</p>")
    assert LONGEST > 50_000


def test_a_text_that_was_too_hard_leaves_no_trace_in_the_next_one() -> None:
    for pattern in ("> ", "1. ", "[", "<div>", "~~~\n"):
        render_markdown(pattern * (60_000 // len(pattern)))
        assert str(render_markdown(f"*After* {pattern}.")).startswith("<p><em>After</em>")


def test_an_ordinary_long_text_is_read_as_markdown() -> None:
    text = "## Part\n\nSome *words* with a [link](https://a.example) and `code`.\n\n- one\n- two\n\n" * 1500
    assert len(text) > 100_000
    assert str(render_markdown(text)).count("<em>words</em>") == 1500


def test_what_authors_use_is_kept() -> None:
    html = str(
        render_markdown(
            "Some **bold** and `code`.\n\n1. one\n2. two\n\n> said\n\n```\nx = 1\n```\n\nH<sub>2</sub>O\n\na | b\n--|--\n1 | 2\n"
        )
    )
    for part in ("<strong>bold</strong>", "<ol>", "<blockquote>", "<pre tabindex", "<sub>2</sub>", "<th>a</th>"):
        assert part in html


def test_headings_go_below_those_of_the_page() -> None:
    html = str(render_markdown("# Top\n\n### Below\n\n###### Deep"))
    assert re.findall(r"<h(\d)>", html) == ["3", "5", "6"]
    assert "<h2>Top" in str(render_markdown("##### Top", level=2))


def test_links_that_lead_outside_do_not_vouch_for_their_target() -> None:
    assert 'href="https://a.example" rel="nofollow noopener"' in str(render_markdown("[x](https://a.example)"))
    assert "<a" not in str(render_markdown("[see](../other/page.md)"))
    assert '<a href="/notes/0123456789"' in str(render_markdown("[note](/notes/0123456789)"))


def test_an_image_becomes_a_link_with_its_words() -> None:
    assert str(render_markdown("![A pump](https://a.example/p.png)")) == (
        '<p><a href="https://a.example/p.png" rel="nofollow noopener">A pump</a></p>'
    )
    assert str(render_markdown("[![Badge](https://b.example/b.svg)](https://t.example)")) == (
        '<p><a href="https://t.example" rel="nofollow noopener">Badge</a></p>'
    )
    assert str(render_markdown("![Here](pump.png)")) == "<p>Here</p>"


def test_footnotes_of_two_texts_on_a_page_stay_apart() -> None:
    text = "Seen[^1].\n\n[^1]: By us."
    first, second = str(render_markdown(text, "context")), str(render_markdown(text, "advice"))
    assert 'id="context-fnref-1"' in first
    assert 'href="#context-fn-1"' in first
    assert not set(re.findall(r'id="([^"]+)"', first)) & set(re.findall(r'id="([^"]+)"', second))


def test_the_largest_headings_of_a_document_can_be_linked_to() -> None:
    document = render_document("# One & *two*\n\n## Below\n\n# Three", "body")
    assert [(heading.id, str(heading.words)) for heading in document.headings] == [
        ("body-1", "One &amp; two"),
        ("body-2", "Three"),
    ]
    assert '<h2 id="body-1">One &amp; <em>two</em></h2>' in document.html


def test_what_is_remembered_is_bounded_and_the_oldest_goes_first() -> None:
    kept = Kept(4 * size_of("x" * 1000))
    for number in range(5):
        kept.put(bytes([number]), "x" * 1000)
        kept.get(b"\x01")
    assert (kept.get(b"\x00"), kept.get(b"\x01")) == (None, "x" * 1000)
    kept.put(b"large", "x" * 3000)
    assert kept.get(b"large") is None
    assert kept.bytes <= kept.most_bytes


def test_halves_of_characters_do_no_harm() -> None:
    assert json.dumps(str(render_markdown("a\ud800b")))
