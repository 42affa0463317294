"""What a member tells the network: name, about, languages, zone, offers and needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from knowledge.errors import Invalid
from knowledge.languages import is_language
from knowledge.people.models import Interest, Member, MemberTopic
from knowledge.people.registering import clean_name
from knowledge.permissions import Action, Actor, require
from knowledge.topics.lookup import resolve

LONGEST_ABOUT = 4000
MOST_LANGUAGES = 12
MOST_TOPICS = 30


@dataclass(frozen=True)
class Profile:
    """What is entered. Languages are BCP 47 tags, offers and needs topic ids, `timezone` an IANA name."""

    name: str
    about: str = ""
    languages: Sequence[str] = ()
    timezone: str = "UTC"
    interface_language: str | None = None
    mail_notices: bool = True
    offers: Sequence[int] = ()
    needs: Sequence[int] = ()


def edit_profile(session: Session, actor: Actor, member: Member, profile: Profile) -> None:
    """Change one's own profile. Raises `Invalid` naming every field that cannot be accepted."""
    require(actor, Action.EDIT_PROFILE, member)
    if problems := problems_of(profile):
        raise Invalid(problems)
    member.name, member.about = clean_name(profile.name), profile.about.strip()
    member.languages = list(dict.fromkeys(profile.languages))
    member.timezone, member.interface_language = profile.timezone, profile.interface_language or None
    member.mail_notices = profile.mail_notices
    set_interests(session, member, Interest.OFFER, profile.offers)
    set_interests(session, member, Interest.NEED, profile.needs)
    session.flush()


def problems_of(profile: Profile) -> dict[str, str]:
    """Field to message code."""
    problems: dict[str, str] = {}
    try:
        clean_name(profile.name)
    except Invalid as error:
        problems |= error.fields
    if len(profile.about) > LONGEST_ABOUT:
        problems["about"] = "too_long"
    if len(profile.languages) > MOST_LANGUAGES:
        problems["languages"] = "too_many"
    elif not all(is_language(code) for code in profile.languages):
        problems["languages"] = "language_unknown"
    if profile.interface_language and not is_language(profile.interface_language):
        problems["interface_language"] = "language_unknown"
    if profile.timezone not in available_timezones():
        problems["timezone"] = "timezone_unknown"
    for name in ("offers", "needs"):
        if len(getattr(profile, name)) > MOST_TOPICS:
            problems[name] = "too_many"
    return problems


def set_interests(session: Session, member: Member, interest: Interest, topic_ids: Sequence[int]) -> None:
    """Keep, add and take away, so that rows that stay are not touched. Merged topics become what they were merged into."""
    had = [row.topic_id for row in member.interests if row.interest == interest]
    wanted = resolve(session, topic_ids, keep=had)
    for row in [r for r in member.interests if r.interest == interest and r.topic_id not in wanted]:
        member.interests.remove(row)
    member.interests.extend(MemberTopic(topic_id=t, interest=interest) for t in wanted if t not in had)
