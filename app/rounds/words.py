"""What the domain's message codes about rounds say, and a round's stage in words."""

from collections.abc import Callable

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from app.people.words import problem
from knowledge.errors import DomainError, Invalid
from knowledge.peer_groups.errors import NoTeam
from knowledge.rounds.errors import (
    NobodyToMatch,
    NothingToPropose,
    NothingUnderWay,
    ProposalOutdated,
    RoundMovedOn,
    SettingsChanged,
    SignUpOver,
    SolvingAlready,
)
from knowledge.rounds.models import RoundState
from knowledge.rounds.table.errors import CannotBeDone, NothingToUndo, RulesBroken, TableMovedOn

PROBLEMS: dict[str, LazyString] = {
    "empty": _l("Please fill this in."),
    "long": _l("This is too long."),
    "many": _l("These are too many. Take some away."),
    "when": _l("Choose a day and a time."),
    "past": _l("This time is past. Choose a later one."),
    "before_closing": _l("The first week begins after sign-up has closed. Choose a later day."),
    "far": _l("This is more than three years away."),
    "sizes": _l("Sizes go from 4 to 8 and may not fall: smallest, good from, good to, largest."),
    "one_to_eight": _l("Choose a number from 1 to 8."),
    "minutes": _l("Choose from 30 to 240 minutes."),
    "weeks": _l("Choose from 1 to 52 weeks."),
    "no_language": _l("Choose at least one language, or no group can talk with you."),
    "no_hours": _l("Choose the hours at which you can meet, or no group can be found."),
    "short_hours": _l("A meeting needs hours that follow each other. Choose at least two in a row on some day."),
    "hours_unknown": _l("One of the hours is none of a week. Choose again."),
    "no_topics": _l("Name at least one topic that you need or offer."),
    "seconds": _l("Choose from 1 to 3,600 seconds."),
    "no_consent": _l("Without this nobody can be told with whom they are to meet."),
}
STATES: dict[RoundState, LazyString] = {
    RoundState.DRAFT: _l("Draft"),
    RoundState.OPEN: _l("Open for sign-up"),
    RoundState.MATCHING: _l("Groups are being formed"),
    RoundState.PROPOSED: _l("Groups are proposed"),
    RoundState.CONFIRMED: _l("Groups are confirmed"),
    RoundState.RUNNING: _l("Groups are at work"),
    RoundState.CLOSED: _l("Over"),
}
REFUSALS: dict[type[DomainError], LazyString] = {
    SolvingAlready: _l("A search for groups is under way already; wait for it or stop it. Nothing was changed."),
    NothingToPropose: _l("There is no group to propose. Form the groups first."),
    ProposalOutdated: _l("Somebody who is placed has withdrawn. Go on from this result first; nobody was told."),
    NobodyToMatch: _l("Nobody takes part in this round, so there is nobody to place."),
    NothingUnderWay: _l("The search had ended already."),
    SignUpOver: _l("Sign-up has closed in the meantime; nothing was changed."),
    RoundMovedOn: _l("Somebody was first, or time has passed: the round has moved on, and nothing was changed."),
    SettingsChanged: _l(
        "Somebody else changed this round meanwhile. What you wrote is still here and not saved; saving again puts it in place of theirs."
    ),
    TableMovedOn: _l(
        "Another change was made to the proposal meanwhile, so this one was not made. Look at it as it is now."
    ),
    RulesBroken: _l("This would break a rule of the round, so nothing was changed."),
    CannotBeDone: _l("This cannot be done as the groups are now; nothing was changed."),
    NothingToUndo: _l("There is no step left to undo or to do again."),
    NoTeam: _l("You take part for a country and an organization. Join a team first."),
}


def attempt(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Do it, and say whether it was done; what the domain refuses stands at the form's fields, or above them."""
    try:
        act()
    except Invalid as error:
        for name, code in error.fields.items():
            words = PROBLEMS.get(code) or problem(code)
            if name in form:
                form[name].errors = [*form[name].errors, words]
            else:
                form.form_errors = [*form.form_errors, words]
        return False
    return True
