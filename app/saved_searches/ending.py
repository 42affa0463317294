"""The end of a letter about a saved search: why it came, and the address that ends letters about this search alone."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.mail import absolute_url
from app.saved_searches.stopping import stop_token
from knowledge.saved_searches.models import HowOften, SavedSearch

WHY: dict[str, LazyString] = {
    HowOften.AT_ONCE: _l("You asked to be told at once of new notes in this search. To end letters about it:"),
    HowOften.DAILY: _l("You asked to be told every day of new notes in this search. To end letters about it:"),
    HowOften.WEEKLY: _l("You asked to be told every week of new notes in this search. To end letters about it:"),
}


@dataclass(frozen=True)
class Ending:
    """The last lines of a letter: a sentence, and where such letters are ended."""

    why: str
    url: str


def ending_of_alert(session: Session, search_id: int) -> Ending | None:
    """None when the owner wants no more letters about the search, or deleted it."""
    search = session.get(SavedSearch, search_id, populate_existing=True)
    if search is None or search.how_often not in WHY:
        return None
    return Ending(str(WHY[search.how_often]), absolute_url("saved_searches.stop", token=stop_token(search)))
