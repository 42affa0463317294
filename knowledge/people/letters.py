"""The letters that joining and accounts need. The domain says when one is sent; its words are composed outside, by language."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from knowledge.notes.review.models import CoauthorInvitation
from knowledge.notices.mail import queue_mail
from knowledge.organizations.models import Invitation, Team
from knowledge.people.models import Member


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str


class Letters(Protocol):
    """Composes each letter in its reader's language. A `token` goes into the link that the letter carries."""

    def new_password(self, member: Member, token: str) -> Letter: ...

    def no_account(self, address: str) -> Letter: ...

    def password_changed(self, member: Member) -> Letter: ...

    def confirm_new_address(self, member: Member, address: str, token: str) -> Letter: ...

    def address_in_use(self, member: Member, address: str) -> Letter: ...

    def address_changed(self, member: Member, new_address: str) -> Letter: ...

    def invitation(self, invitation: Invitation, token: str) -> Letter: ...

    def write_together(self, invitation: CoauthorInvitation, token: str) -> Letter: ...

    def confirm_request(self, member: Member, team: Team, token: str) -> Letter: ...

    def has_account(self, member: Member, team: Team) -> Letter: ...

    def request_accepted(self, member: Member, team: Team, token: str) -> Letter: ...

    def request_declined(self, member: Member, team: Team) -> Letter: ...


def send(session: Session, to: str, letter: Letter) -> None:
    """Queue the letter; it leaves after the commit."""
    queue_mail(session, to, letter.subject, letter.text)
