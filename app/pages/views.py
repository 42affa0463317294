"""Pages that belong to no feature, and the choices kept in a browser: language and appearance."""

from urllib.parse import urlsplit

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from app.config import LANGUAGES
from app.context import THEMES
from app.extensions import csrf
from app.pages import countries, health, home, standing
from app.pages.blueprint import blueprint

__all__ = ["blueprint", "countries", "health", "home", "own_path", "standing"]
YEAR = 365 * 24 * 3600


def own_path(target: str | None) -> str:
    """The path to go on to, if it stays on this site; the home page otherwise."""
    target = (target or "").replace("\\", "/")
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return "/"
    return "/" if any(ord(c) < 32 for c in target) else target


@blueprint.get("/language/<language>")
def choose_language(language: str) -> ResponseReturnValue:
    """Keep a language in a cookie. A link, not a form: it changes nothing but how this browser shows pages."""
    return remember("language", language if language in LANGUAGES else "")


@blueprint.route("/appearance", methods=["GET", "POST"])
@csrf.exempt
def appearance() -> ResponseReturnValue:
    """Keep light or dark in a cookie, or forget it."""
    theme = request.values.get("theme", "")
    return remember("theme", theme if theme in THEMES else "")


def remember(name: str, value: str) -> Response:
    response = make_response(redirect(own_path(request.values.get("next"))))
    if value:
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(name)
    return response
