"""Keeping a search: its name, how often its owner is told, and the address it is known by."""

from urllib.parse import parse_qsl, urlencode

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField

from app.people.forms import stripped
from app.saved_searches.searching import Pairs, state_of
from app.search.state import SearchState
from knowledge.saved_searches.keeping import MOST_PAIRS
from knowledge.saved_searches.models import LONGEST_NAME, HowOften

HOW_OFTEN: dict[HowOften, LazyString] = {
    HowOften.WEEKLY: _l("Every week"),
    HowOften.DAILY: _l("Every day"),
    HowOften.AT_ONCE: _l("At once"),
    HowOften.NEVER: _l("Never, only keep it"),
}
SUGGESTED_NAME = 120


class ChangeForm(FlaskForm):
    """What an owner may change. The domain judges both, so that its words stand at the fields."""

    name = StringField(_l("Name"), filters=[stripped], render_kw={"maxlength": LONGEST_NAME, "dir": "auto"})
    how_often = SelectField(_l("Tell me of new notes"), validate_choice=False, choices=list(HOW_OFTEN.items()))


class SaveForm(ChangeForm):
    """The same with the search, as the query part of an address."""

    address = HiddenField()

    def pairs(self) -> Pairs:
        """What the search of the address says again, in its own order: nothing else that came along is kept."""
        try:
            sent = parse_qsl((self.address.data or "").lstrip("?"), max_num_fields=MOST_PAIRS)
        except ValueError:
            sent = []
        return state_of(sent).pairs()


def form_to_save(state: SearchState, choices: list[str]) -> SaveForm:
    """The form for what is looked at now, named after its words and choices."""
    words = [state.query] if state.query else []
    name = " · ".join([*words, *choices])
    return SaveForm(
        formdata=None,
        name=name if len(name) <= SUGGESTED_NAME else name[:SUGGESTED_NAME].rsplit(" ", 1)[0] + " …",
        how_often=HowOften.WEEKLY,
        address=urlencode(state.pairs()),
    )
