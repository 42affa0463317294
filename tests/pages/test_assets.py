"""One stylesheet, one script, kept by browsers for a year and small enough for a slow line."""

import gzip
import re
from collections.abc import Callable

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.assets import STATIC, asset_url, join_scripts, join_styles, squeeze_style


@pytest.fixture
def address(app: Flask) -> Callable[[str], str]:
    def of(name: str) -> str:
        with app.test_request_context():
            return asset_url(name)

    return of


def test_stylesheet_holds_every_component_in_the_written_order() -> None:
    order = re.findall(r'"(?:components/)?([a-z-]+)\.css"', (STATIC / "site.css").read_text())
    assert sorted(order[1:]) == sorted(path.stem for path in (STATIC / "components").glob("*.css"))
    joined = join_styles(STATIC)
    assert (
        joined.index("--ink:") < joined.index(".masthead{") < joined.index(".note-card{") < joined.index("@media print")
    )


def test_script_holds_every_module_and_none_imports_another() -> None:
    joined = join_scripts(STATIC)
    for module in (STATIC / "scripts").glob("*.js"):
        assert f"scripts/{module.name}" in (STATIC / "site.js").read_text()
        assert not re.search(r"^\s*(import|export)\b", module.read_text(), re.MULTILINE)
    assert "//" not in re.sub(r"https?://", "", re.sub(r"\(https://\)", "", joined))


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("/* why */\na { color : red; }", "a{color :red}"),
        ('a::after { content: "; a  { b" ; }', 'a::after{content:"; a  { b"}'),
        ("b :is(i, u) > p { inset: 0 auto }", "b :is(i,u) > p{inset:0 auto}"),
        ("p { width: calc(1px + 2px); }", "p{width:calc(1px + 2px)}"),
    ],
)
def test_squeezing_a_stylesheet_keeps_its_meaning(written: str, sent: str) -> None:
    assert squeeze_style(written) == sent


def test_stylesheets_know_no_left_and_right_and_load_nothing() -> None:
    joined = join_styles(STATIC)
    assert not re.search(r"(margin|padding|border)-(left|right|top|bottom)|[^-]\b(left|right):", joined)
    assert "url(" not in joined
    assert "@import" not in joined


def test_raw_colours_stand_in_the_tokens_and_in_print_alone() -> None:
    for path in (STATIC / "components").glob("*.css"):
        if path.stem not in ("print", "header", "layout"):  # the ring on deep sea is white in light and dark
            assert not re.search(r"#[0-9a-f]{3,6}\b", path.read_text()), path.name


def test_asset_is_kept_for_a_year_under_the_fingerprint_of_its_content(
    client: FlaskClient, address: Callable[[str], str]
) -> None:
    answer = client.get(address("site.css"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert re.fullmatch(r"/assets/site\.[0-9a-f]{10}\.css", address("site.css"))


@pytest.mark.parametrize(
    ("accepted", "decode"), [("br, gzip", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_asset_comes_in_the_best_encoding_the_browser_takes(
    client: FlaskClient, address: Callable[[str], str], accepted: str, decode: Callable
) -> None:
    answer = client.get(address("site.js"), headers={"Accept-Encoding": accepted})
    assert decode(answer.data).decode() == join_scripts(STATIC)
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_known_asset_is_not_sent_again(client: FlaskClient, address: Callable[[str], str]) -> None:
    first = client.get(address("site.css"))
    again = client.get(address("site.css"), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_page_from_before_an_upgrade_still_gets_a_stylesheet(client: FlaskClient) -> None:
    answer = client.get("/assets/site.0000000000.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["nothing.css", "site", "../config.py", "scripts/nothing.0123456789.js", "site.css.map"]
)
def test_other_files_are_not_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


@pytest.mark.parametrize("module", ["theme", "dialog", "rows", "editor", "topic-picker", "autosave"])
def test_each_module_can_be_asked_for_alone(client: FlaskClient, address: Callable[[str], str], module: str) -> None:
    answer = client.get(address(f"scripts/{module}.js"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"


def test_favicon_is_a_drawing_of_our_own(client: FlaskClient, address: Callable[[str], str]) -> None:
    answer = client.get(address("favicon.svg"))
    assert answer.mimetype == "image/svg+xml"
    assert b"<svg" in answer.data


def test_style_and_script_together_leave_room_on_a_slow_line(
    client: FlaskClient, address: Callable[[str], str]
) -> None:
    sent = sum(len(client.get(address(n), headers={"Accept-Encoding": "gzip"}).data) for n in ("site.css", "site.js"))
    assert sent < 20_000
