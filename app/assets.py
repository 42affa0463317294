"""One stylesheet and one script for the whole site, made when the application starts.

`static/site.css` and `static/site.js` name the parts and their order. The joined files are compressed once, carry a
fingerprint of their content in their address and may therefore be kept by browsers for a year.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request, url_for

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

STYLE_IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)
SCRIPT_IMPORT = re.compile(r'^import "\./([^"]+)";$', re.MULTILINE)
CSS_STRING_COMMENT_OR_SPACE = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/|(\s+)""", re.DOTALL)
CSS_NEEDLESS_SPACE = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')| ?([{};,]) ?|(:) """)
SCRIPT_COMMENT_LINE = re.compile(r"^\s*//.*\n", re.MULTILINE)

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: its content in each encoding, and the fingerprint of that content."""

    name: str
    fingerprint: str
    encodings: Mapping[str, bytes]

    @property
    def filename(self) -> str:
        """`scripts/theme.js` is addressed as `scripts/theme.0123456789.js`."""
        stem, dot, ending = self.name.rpartition(".")
        return f"{stem}.{self.fingerprint}{dot}{ending}"

    @property
    def content_type(self) -> str:
        return TYPES[Path(self.name).suffix]


def init_app(app: Flask) -> None:
    app.extensions["assets"] = load_assets(STATIC)
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset_url"] = asset_url


def asset_url(name: str) -> str:
    """The address of `site.css`, `site.js`, `favicon.svg` or one module such as `scripts/editor.js`; KeyError for others."""
    asset: Asset = current_app.extensions["assets"][name]
    return url_for("assets.serve", filename=asset.filename)


@blueprint.get("/assets/<path:filename>")
def serve(filename: str) -> Response:
    """A page kept from before an upgrade asks for an older fingerprint: it gets today's file, to be asked for again."""
    stem, _, fingerprint_and_ending = filename.partition(".")
    fingerprint, _, ending = fingerprint_and_ending.rpartition(".")
    asset: Asset | None = current_app.extensions["assets"].get(f"{stem}.{ending}")
    if asset is None:
        abort(404)
    return respond(asset, FOREVER if fingerprint == asset.fingerprint else "no-cache")


def respond(asset: Asset, cache_control: str) -> Response:
    encoding = request.accept_encodings.best_match(list(asset.encodings), default="identity")
    response = Response(asset.encodings[encoding], content_type=f"{asset.content_type}; charset=utf-8")
    if encoding != "identity":
        response.content_encoding = encoding
    response.headers["Cache-Control"] = cache_control
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{asset.fingerprint}-{encoding}")
    response.make_conditional(request)
    return response


def load_assets(static: Path) -> dict[str, Asset]:
    """Every file that pages may ask for, by name: the joined stylesheet and script, each module alone, the favicon."""
    contents = {
        "site.css": join_styles(static),
        "site.js": join_scripts(static),
        "favicon.svg": (static / "favicon.svg").read_text(encoding="utf-8"),
    }
    for module in sorted((static / "scripts").glob("*.js")):
        contents[f"scripts/{module.name}"] = without_comments(module.read_text(encoding="utf-8"))
    return {name: prepare(name, content) for name, content in contents.items()}


def prepare(name: str, content: str) -> Asset:
    plain = content.encode()
    fingerprint = hashlib.sha256(plain).hexdigest()[:10]
    encodings = {"br": brotli.compress(plain), "gzip": gzip.compress(plain, mtime=0), "identity": plain}
    return Asset(name, fingerprint, encodings)


def join_styles(static: Path) -> str:
    parts = STYLE_IMPORT.findall((static / "site.css").read_text(encoding="utf-8"))
    return "".join(squeeze_style((static / part).read_text(encoding="utf-8")) for part in parts)


def join_scripts(static: Path) -> str:
    """Each module imports nothing, so braces around it keep its names its own."""
    parts = SCRIPT_IMPORT.findall((static / "site.js").read_text(encoding="utf-8"))
    modules = [without_comments((static / part).read_text(encoding="utf-8")) for part in parts]
    return "".join(f"{{\n{module}}}\n" for module in modules)


def without_comments(script: str) -> str:
    """Drops lines that hold a comment alone; anything cleverer needs a parser."""
    return SCRIPT_COMMENT_LINE.sub("", script)


def squeeze_style(style: str) -> str:
    """The same rules without comments and without spaces that mean nothing; quoted strings stay as they are."""
    single_spaced = CSS_STRING_COMMENT_OR_SPACE.sub(lambda found: found[1] or (" " if found[2] else ""), style)
    squeezed = CSS_NEEDLESS_SPACE.sub(lambda found: found[1] or found[2] or found[3], single_spaced)
    return squeezed.replace(";}", "}").strip()
