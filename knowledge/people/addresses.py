"""Mail addresses as they are kept and compared: checked for form, in lower case."""

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Invalid
from knowledge.people.models import Member


def clean_address(text: str, field: str = "email") -> str:
    """The address in its kept form. Raises `Invalid` on `field`. Whether mail arrives there only a confirmed link can tell."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid({field: "address_form"}) from error


def find_by_address(session: Session, text: str) -> Member | None:
    """The account with this address, confirmed or not. Nobody for text that is no address."""
    try:
        address = clean_address(text)
    except Invalid:
        return None
    return session.scalar(select(Member).where(Member.email == address))
