"""Names, dates, times and numbers as the reader reads them, from CLDR data."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.dates import get_timezone_name
from flask import Flask
from flask_babel import format_date, format_decimal, format_time, get_locale, get_timezone
from flask_babel import gettext as _
from markupsafe import Markup, escape

from knowledge.organizations.models import INTERNATIONAL


def reader_locale() -> Locale:
    return get_locale() or Locale("en")


def country_name(code: str) -> str:
    """The country's name in the reader's language; an international desk is called so."""
    if code == INTERNATIONAL:
        return _("International")
    return str(reader_locale().territories.get(code, code))


def region_name(code: str) -> str:
    """The name of a UN M49 region in the reader's language."""
    return str(reader_locale().territories.get(code, code))


def language_name(code: str) -> str:
    """The language's own name for itself, as its readers look for it."""
    try:
        return str(Locale.parse(code, sep="-").get_display_name() or code)
    except (UnknownLocaleError, ValueError):
        return str(reader_locale().languages.get(code, code))


def language_name_here(code: str) -> str:
    """The language's name in the reader's language."""
    return str(reader_locale().languages.get(code, language_name(code)))


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
    return format_decimal(value)


def foreign(text: str, language: str) -> Markup:
    """A phrase in its own language, marked with `lang` and `dir` so that it is read and laid out rightly."""
    return Markup('<span lang="{}" dir="{}">{}</span>').format(language, direction_of(language), escape(text))


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
