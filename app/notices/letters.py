"""Letters as they leave: composed when they are sent, in the reader's language and time, after asking once more what they may know."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime as mail_date
from email.utils import formataddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from flask import current_app
from flask_babel import force_locale, format_date, format_time, get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.config import LANGUAGES
from app.formats import is_timezone
from app.mail import absolute_url
from app.notices.unsubscribing import unsubscribe_token
from app.notices.wording import Told, tellings
from app.saved_searches.ending import Ending, ending_of_alert
from knowledge import clock
from knowledge.notices.mail import one_line
from knowledge.notices.models import Notice, OutgoingMail
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.saved_searches.looking import FOUND

LONGEST_HEADER = 900  # RFC 5322 allows lines of 998


def compose(session: Session, letter: OutgoingMail) -> EmailMessage | None:
    """The message to hand over; None when the letter is not to be sent any more."""
    if letter.notice_id is None:
        return message(letter, letter.recipient, letter.subject, letter.text, letter.headers)
    notice = letter.notice
    if notice is None or not is_wanted(notice):
        return None
    member = notice.member
    with force_locale(letter_language(member)):
        told = tellings(session, actor_for(session, member), [notice], letter_languages(member))[0]
        ending = ending_of(session, notice)
        return notice_message(letter, member, told, ending) if told.endpoint and ending is not None else None


def is_wanted(notice: Notice) -> bool:
    """Whether the member still wants it by mail, may have an account, and has not read it on the site meanwhile."""
    member = notice.member
    acts = member.suspended_at is None and member.email_confirmed_at is not None
    return acts and member.mail_notices and notice.read_at is None and notice.mail_state == "due"


def letter_languages(member: Member) -> Sequence[str]:
    """The member's languages, that of the pages first."""
    return [*filter(None, [member.interface_language]), *member.languages]


def letter_language(member: Member) -> str:
    """The first of the member's languages that the interface speaks; English otherwise."""
    return next((language for language in letter_languages(member) if language in LANGUAGES), "en")


def ending_of(session: Session, notice: Notice) -> Ending | None:
    """How such letters are ended: those about a saved search by themselves, all others together. None: they are ended already."""
    if notice.kind == FOUND:
        return ending_of_alert(session, notice.subject_id)
    why = _("You receive this letter because notices by mail are switched on in your profile. To end them:")
    return Ending(why, absolute_url("notices.unsubscribe", token=unsubscribe_token(notice.member)))


def notice_message(letter: OutgoingMail, member: Member, told: Told, ending: Ending) -> EmailMessage:
    network = current_app.config["NETWORK_NAME"]
    text = current_app.jinja_env.get_template("mail/notice.txt").render(
        member=member,
        told=told,
        url=absolute_url(told.endpoint, **told.address),
        when=local_time(told.at, member.timezone),
        notes=[(note.name, absolute_url(note.endpoint, **note.address)) for note in told.notes],
        ending=ending,
        network=network,
    )
    headers = {"List-Unsubscribe": f"<{ending.url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return message(letter, member.email, f"{network}: {one_line(told.text)}"[:300], text, headers)


def local_time(moment: datetime, timezone: str) -> str:
    """The moment in the reader's zone, the zone named."""
    local = moment.astimezone(ZoneInfo(timezone if is_timezone(timezone) else "UTC"))
    zone = get_timezone_name(local, width="long", locale=get_locale())
    return f"{format_date(local, 'long', rebase=False)}, {format_time(local, 'short', rebase=False)} ({zone})"


def message(letter: OutgoingMail, to: str, subject: str, text: str, headers: dict[str, str]) -> EmailMessage:
    """Plain text with the headers that every letter of ours has. The Message-ID is the letter's, however often it is sent."""
    settings = current_app.config["SETTINGS"]
    made = EmailMessage()
    made["From"] = formataddr((settings.network_name, settings.mail_from))
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = mail_date(clock.now())
    made["Message-ID"] = f"<{letter.created_at:%Y%m%dT%H%M%S}-{letter.id}@{urlsplit(settings.base_url).hostname}>"
    made["Auto-Submitted"] = "auto-generated"
    for name, value in headers.items():
        made[name] = value
    made.set_content(text)
    # A folded link would be encoded, and mail programs then no longer see that it is one (RFC 8058).
    made.policy = made.policy.clone(max_line_length=LONGEST_HEADER)
    return made
