"""What every template knows: the reader, the language, what they may do; and how the language is chosen."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale

from app import web
from app.config import LANGUAGES
from knowledge.notices.unread import count_unread
from knowledge.permissions import Action, may

THEMES = ("light", "dark")


def choose_locale() -> str:
    """The language chosen by cookie, else by the profile, else by the browser."""
    chosen = request.cookies.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    member = web.reader()
    if member is not None and member.interface_language in LANGUAGES:
        return str(member.interface_language)
    return request.accept_languages.best_match(LANGUAGES) or "en"


def choose_timezone() -> str | None:
    member = web.reader()
    return member.timezone if member is not None else None


def reader_languages() -> tuple[str, ...]:
    """The languages to try for the reader, best first: that of the page, then those of the profile."""
    member = web.reader()
    own = tuple(member.languages) if member is not None else ()
    return tuple(dict.fromkeys((str(get_locale() or "en").replace("_", "-"), *own)))


def may_now(action: str, thing: Any = None) -> bool:
    """Whether the reader may do this; templates ask it before they draw a button."""
    return may(web.actor(), Action[action], thing)


def unread_notices() -> int:
    """How many notices wait for the reader; asked of the database once a request."""
    if "unread_notices" not in g:
        member = web.reader()
        g.unread_notices = count_unread(web.session(), member.id) if member is not None else 0
    return int(g.unread_notices)


def chosen_theme() -> str | None:
    theme = request.cookies.get("theme", "")
    return theme if theme in THEMES else None


def page_url(endpoint: str, **values: Any) -> Callable[[int], str]:
    """A function from a page's number to its address, keeping what else the address says."""
    kept = {name: value for name, value in values.items() if value not in ("", None, [], ())}
    return lambda number: url_for(endpoint, **kept, **({"page": number} if number > 1 else {}))


def page_context() -> dict[str, Any]:
    locale = get_locale()
    return {
        "reader": web.reader(),
        "actor": web.actor(),
        "unread_notices": unread_notices(),
        "locale": locale,
        "language_code": str(locale).replace("_", "-"),
        "text_direction": locale.text_direction if locale else "ltr",
        "theme": chosen_theme(),
        "may": may_now,
        "current_path": request.full_path.rstrip("?"),
        "interface_languages": LANGUAGES,
        "network_name": current_app.config["NETWORK_NAME"],
    }


def init_app(app: Flask) -> None:
    app.context_processor(page_context)
    app.add_template_global(page_url)
