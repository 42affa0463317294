"""What the page of a note needs besides its text: facts in words, owners, other languages, where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app.formats import country_name, foreign, language_name, show_date
from app.notes import words
from app.notes.licences import licence_address
from app.notes.periods import show_period
from knowledge.countries import REGIONS
from knowledge.notes.cards import Period
from knowledge.notes.reading import Reading
from knowledge.notes.validation import as_day
from knowledge.organizations.models import TeamContext


@dataclass(frozen=True)
class Fact:
    """A line of the facts panel. `is_typed` marks the author's own words, in the note's language."""

    label: str
    value: str | Markup
    is_typed: bool = False


@dataclass(frozen=True)
class Owner:
    """One of several equal owners, with those of its people who wrote."""

    name: str
    language: str
    country: str
    url: str
    authors: Sequence[str]


@dataclass(frozen=True)
class LanguageTab:
    label: Markup
    url: str
    language: str
    here: bool
    is_original: bool


def facts_of(reading: Reading) -> list[Fact]:
    content = reading.content
    facts = [
        Fact(_("Where"), places(reading)),
        Fact(_("Place"), content.place, is_typed=True),
        Fact(_("When"), show_period(Period(content.period_start, content.period_end, content.status))),
        Fact(_("How it stands"), chosen(words.STATUSES, content.status)),
        Fact(_("Scale"), chosen(words.SCALES, content.scale)),
        Fact(_("Sector"), content.sector, is_typed=True),
        Fact(_("Institution"), content.institution_type, is_typed=True),
        Fact(_("Income level"), chosen(words.INCOME_LEVELS, content.income_level)),
        Fact(_("What it was like"), _(", ").join(chosen(words.CIRCUMSTANCES, code) for code in content.circumstances)),
        Fact(_("Topics"), topics(reading)),
        Fact(_("Tags"), _(", ").join(content.tags), is_typed=True),
        Fact(_("Reviewed"), reviewed(reading), is_typed=True),
        Fact(_("Valid until"), day_words(content.valid_until)),
        Fact(_("Confirmed as still valid"), show_date(reading.note.confirmed_at) if confirmed_here(reading) else ""),
        Fact(_("Adapted from"), adapted_from(reading)),
        Fact(_("Open to calls"), _("Yes") if content.open_to_calls else ""),
        Fact(_("Licence"), licence(content.licence)),
        Fact(_("Published"), show_date(reading.note.published_at)),
    ]
    return [fact for fact in facts if fact.value]


def context_facts(context: TeamContext | None) -> list[Fact]:
    """What a team says of where and how it works, in the words used for notes; nothing when it has not said."""
    if context is None:
        return []
    facts = [
        Fact(_("Income level"), chosen(words.INCOME_LEVELS, context.income_level)),
        Fact(_("What it is like"), _(", ").join(chosen(words.CIRCUMSTANCES, code) for code in context.circumstances)),
        Fact(_("Scale"), chosen(words.SCALES, context.scale)),
        Fact(_("Language of work"), language_name(context.language) if context.language else ""),
        Fact(_("Sector"), context.sector, is_typed=True),
        Fact(_("Institution"), context.institution_type, is_typed=True),
        Fact(_("In its own words"), context.words, is_typed=True),
    ]
    return [fact for fact in facts if fact.value]


def chosen(choices: words.Choices, value: str) -> str:
    """The choice in the reader's words; a value that is none of them as it was typed."""
    return str(dict(choices).get(value, value)) if value else ""


def places(reading: Reading) -> Markup:
    links = (
        Markup('<a href="{}">{}</a>').format(url_for("pages.country", code=code), country_name(code))
        if code in REGIONS
        else Markup.escape(country_name(code))
        for code in reading.content.countries
    )
    return Markup.escape(_(", ")).join(links)


def topics(reading: Reading) -> Markup:
    links = (
        Markup('<a href="{}" lang="{}">{}</a>').format(
            url_for("topics.show", permalink=topic.permalink), topic.language, topic.label
        )
        for topic in reading.topics
    )
    return Markup.escape(_(", ")).join(links)


def adapted_from(reading: Reading) -> str | Markup:
    source = reading.adapted_from
    if source is None:
        return ""
    address = url_for("notes.show", permalink=source.permalink)
    return Markup('<a href="{}">{}</a>').format(address, foreign(source.title, source.language))


def reviewed(reading: Reading) -> str:
    content = reading.content
    return _(", ").join(part for part in (content.reviewed_by, day_words(content.review_date)) if part)


def confirmed_here(reading: Reading) -> bool:
    """A confirmation speaks of the text that readers see, not of an earlier or a coming one."""
    return reading.note.confirmed_at is not None and reading.revision.id == reading.note.published_revision_id


def day_words(text: str) -> str:
    """A day in the reader's words; what is no day as it was typed."""
    day = as_day(text)
    return show_date(day) if day is not None else text


def licence(name: str) -> str | Markup:
    label = chosen(words.LICENCES, name)
    address = licence_address(name)
    return Markup('<a href="{}" rel="license noopener">{}</a>').format(address, label) if address else label


def owners_of(reading: Reading) -> list[Owner]:
    made = []
    for owner in reading.note.owners:
        organization = owner.team.organization
        made.append(
            Owner(
                organization.name,
                organization.language,
                owner.team.country,
                url_for("organizations.team", slug=organization.slug, country=owner.team.country),
                reading.authors_of.get(owner.team_id, []),
            )
        )
    return made


def language_tabs(reading: Reading) -> list[LanguageTab]:
    """The note in each of its languages, this one marked; nothing when there is only one."""
    if not reading.translations:
        return []
    note = reading.note
    has_original = any(other.is_original for other in reading.translations)
    tabs = [
        LanguageTab(
            tab_label(other.language, other.is_original),
            url_for("notes.show", permalink=other.permalink),
            other.language,
            False,
            other.is_original,
        )
        for other in reading.translations
    ]
    is_original = not has_original and note.permalink == note.translation_group
    here = url_for("notes.show", permalink=note.permalink)
    tabs.append(LanguageTab(tab_label(note.language, is_original), here, note.language, True, is_original))
    return sorted(tabs, key=lambda tab: (not tab.is_original, tab.language))


def tab_label(language: str, is_original: bool) -> Markup:
    name = Markup.escape(language_name(language))
    if not is_original:
        return name
    word = Markup('<span class="soft small" lang="{}">{}</span>').format(interface_language(), _("original"))
    return Markup("{} {}").format(name, word)


def interface_language() -> str:
    return str(get_locale() or "en").replace("_", "-")


def provenance_of(source: dict[str, Any] | None) -> list[Fact]:
    """Where an imported document comes from, line by line."""
    source = source or {}
    labels = [
        ("collection", _("Collection")),
        ("repository", _("Repository")),
        ("path", _("Path")),
        ("commit", _("Version")),
        ("date", _("Dated")),
    ]
    return [Fact(label, str(source[name]), is_typed=True) for name, label in labels if source.get(name)]
