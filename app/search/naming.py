"""What facets and their values are called."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from app.context import reader_languages
from app.formats import country_name, language_name, region_name
from knowledge.organizations.models import Organization
from knowledge.topics.labels import labels_for

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
ORGANIZATIONS = select(Organization.id, Organization.name, Organization.language).where(Organization.id.in_(IDS))
TITLES: Mapping[str, Any] = {
    "topic": _l("Topic"),
    "region": _l("Region"),
    "country": _l("Country"),
    "organization": _l("Organization"),
    "language": _l("Language"),
    "evidence": _l("Evidence"),
    "income_level": _l("Income level of the context"),
    "status": _l("Status"),
    "kind": _l("Kind of note"),
    "year": _l("Year"),
}
CODED: Mapping[str, Mapping[str, Any]] = {
    "evidence": {
        "anecdotal": _l("Told by the team"),
        "monitored": _l("Monitored"),
        "before_after": _l("Measured before and after"),
        "controlled": _l("Compared with a control"),
        "evaluated": _l("Evaluated from outside"),
    },
    "income_level": {
        "low": _l("Low"),
        "lower_middle": _l("Lower middle"),
        "upper_middle": _l("Upper middle"),
        "high": _l("High"),
    },
    "status": {"ongoing": _l("Ongoing"), "ended": _l("Ended"), "stopped": _l("Stopped")},
    "kind": {"practice": _l("Practice note"), "reference": _l("Reference note")},
}
"""Values that are codes of the domain, in the order in which they are read."""


def all_of(facet: str, number: int) -> str:
    """The words of the link to every value of a facet."""
    match facet:
        case "topic":
            return ngettext("All %(num)s topic", "All %(num)s topics", number)
        case "region":
            return ngettext("All %(num)s region", "All %(num)s regions", number)
        case "country":
            return ngettext("All %(num)s country", "All %(num)s countries", number)
        case "organization":
            return ngettext("All %(num)s organization", "All %(num)s organizations", number)
        case "language":
            return ngettext("All %(num)s language", "All %(num)s languages", number)
    return ngettext("All %(num)s year", "All %(num)s years", number)


class Names:
    """Names for the values on one page; topics and organizations in one query each."""

    def __init__(self, session: Session, values: Mapping[str, set[str]]) -> None:
        topics, organizations = (numbers(values.get(name, ())) for name in ("topic", "organization"))
        self.topics = labels_for(session, topics, reader_languages())
        found = session.execute(ORGANIZATIONS, {"ids": sorted(organizations)}) if organizations else ()
        self.organizations = {row.id: row for row in found}

    def of(self, facet: str, value: str) -> tuple[str, str]:
        """(label, its language when it may be foreign). A value that names nothing stands for itself."""
        if facet == "topic":
            topic = self.topics.get(int(value)) if is_number(value) else None
            return (topic.text, topic.language) if topic else (_("Unknown topic"), "")
        if facet == "organization":
            found = self.organizations.get(int(value)) if is_number(value) else None
            return (found.name, found.language) if found else (_("Unknown organization"), "")
        if facet == "language":
            return language_name(value), value
        if facet in ("country", "region"):
            return (country_name if facet == "country" else region_name)(value), ""
        return str(CODED.get(facet, {}).get(value, value)), ""


def numbers(values: "set[str] | tuple[()]") -> set[int]:
    return {int(value) for value in values if is_number(value)}


def is_number(value: str) -> bool:
    """Whether it can be the id of something; a larger one would be refused by the database."""
    return value.isascii() and value.isdigit() and len(value) < 10
