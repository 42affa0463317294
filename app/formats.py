"""Names, dates, times and numbers as the reader reads them, from CLDR data."""

from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.dates import get_timezone_name
from babel.numbers import format_decimal
from flask import Flask, g
from flask_babel import format_date, format_time, get_locale, get_timezone, get_translations
from flask_babel import gettext as _
from markupsafe import Markup, escape

from knowledge.organizations.models import INTERNATIONAL, Team


def reader_locale() -> Locale:
    """The locale of this page. Looks first where Flask-Babel keeps it, since a page asks hundreds of times."""
    kept = getattr(g.get("_flask_babel"), "babel_locale", None)
    return kept or get_locale() or Locale("en")


def reader_translations() -> Any:
    """The catalogue of this page's language, looked up again only when another language is forced, as in a letter."""
    locale = reader_locale()
    kept = g.get("translations_of_page")
    if kept is None or kept[0] is not locale:
        kept = g.translations_of_page = (locale, get_translations())
    return kept[1]


def country_name(code: str) -> str:
    """The country's name in the reader's language; an international desk is called so."""
    if code == INTERNATIONAL:
        return _("International")
    return str(reader_locale().territories.get(code, code))


def team_words(team: Team) -> str:
    """A team by its organization and country."""
    return _("%(organization)s, %(country)s", organization=team.organization.name, country=country_name(team.country))


def region_name(code: str) -> str:
    """The name of a UN M49 region in the reader's language."""
    return str(reader_locale().territories.get(code, code))


@cache
def language_name(code: str) -> str:
    """The language's own name for itself, as its readers look for it."""
    try:
        return str(Locale.parse(code, sep="-").get_display_name() or code)
    except (UnknownLocaleError, ValueError):
        return str(Locale("en").languages.get(code, code))


def language_name_here(code: str) -> str:
    """The language's name in the reader's language."""
    return str(reader_locale().languages.get(code, language_name(code)))


@cache
def direction_of(language: str) -> str:
    """`rtl` or `ltr`, for the `dir` of a phrase in that language."""
    try:
        return str(Locale.parse(language, sep="-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def show_date(value: date | datetime | None, form: str = "long") -> str:
    if value is None:
        return ""
    return format_date(value, format=form)


def show_moment(value: datetime | None) -> Markup:
    """A time in the reader's zone, the zone named; UTC on hover."""
    if value is None:
        return Markup("")
    zone = get_timezone()
    local = value.astimezone(zone)
    name = get_timezone_name(local, width="short", locale=reader_locale())
    return Markup('<time datetime="{}" title="{} UTC">{} ({})</time>').format(
        value.strftime("%Y-%m-%dT%H:%MZ"),
        value.strftime("%Y-%m-%d %H:%M"),
        _("%(date)s, %(time)s", date=format_date(value, "medium"), time=format_time(value, "short")),
        name,
    )


def show_number(value: int | float) -> str:
    return decimal_in(value, reader_locale())


@lru_cache(4096)
def decimal_in(value: int | float, locale: Locale) -> str:
    return str(format_decimal(value, locale=locale))


def foreign(text: str, language: str) -> Markup:
    """A phrase in its own language, marked with `lang` and `dir` so that it is read and laid out rightly."""
    return span_in(language) + escape(text) + SPAN_END


SPAN_END = Markup("</span>")


@lru_cache(512)
def span_in(language: str) -> Markup:
    """Kept, since a page of results asks for it a hundred times."""
    return Markup('<span lang="{}" dir="{}">').format(language, direction_of(language))


def known_timezones() -> list[str]:
    """IANA zones a person may choose, without aliases that name no place."""
    return sorted(
        z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "posix", "right", "SystemV"))
    )


def is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def init_app(app: Flask) -> None:
    app.jinja_env.install_gettext_callables(
        gettext=lambda text: reader_translations().ugettext(text),
        ngettext=lambda one, many, count: reader_translations().ungettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, text: reader_translations().upgettext(context, text),
        npgettext=lambda context, one, many, count: reader_translations().unpgettext(context, one, many, count),
    )
    for function in (
        country_name,
        region_name,
        language_name,
        language_name_here,
        direction_of,
        show_date,
        show_moment,
        show_number,
        foreign,
    ):
        app.add_template_global(function)
