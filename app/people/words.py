"""What the domain's message codes about people and teams say to a reader."""

from collections.abc import Callable

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from knowledge.errors import Invalid
from knowledge.people.passwords import MIN_LENGTH
from knowledge.saved_searches.keeping import MOST_SEARCHES
from knowledge.saved_searches.models import LONGEST_NAME

PROBLEMS: dict[str, LazyString] = {
    "address_form": _l("This does not look like a mail address. An example: name@example.org"),
    "address_taken": _l("Somebody has an account with this address."),
    "address_same": _l("This is your address already."),
    "password_short": _l(
        "Use at least %(count)s characters. A few words in a row are easy to keep in mind.", count=MIN_LENGTH
    ),
    "password_long": _l("This is too long for a password."),
    "password_plain": _l("A password must not be the name or the mail address."),
    "password_wrong": _l("This is not the password of your account. Nothing is locked; you can try again."),
    "name_missing": _l("Enter a name."),
    "name_taken": _l("There is one with this name."),
    "too_long": _l("This is too long."),
    "country_unknown": _l("Choose a country from the list."),
    "team_exists": _l("This organization has a team for this country."),
    "already_in_team": _l("This person belongs to the team already."),
    "website_form": _l("A web address begins with http:// or https://"),
    "slug_form": _l("Use small letters, digits and hyphens."),
    "kind_unknown": _l("Choose one of the list."),
    "language_unknown": _l("We do not know this language. Write its name or its code, such as Wolof or wo."),
    "timezone_unknown": _l("Choose a time zone from the list."),
    "topic_unknown": _l("One of the topics is no longer there. Choose again."),
    "last_administrator": _l("This is the last administrator. Make somebody else administrator first."),
    "search_name_missing": _l("Give the search a name, so that you know it again."),
    "search_name_long": _l("At most %(count)s characters. Shorten the name.", count=LONGEST_NAME),
    "search_name_taken": _l("You have a saved search with this name. Choose another name."),
    "search_long": _l("This search is too long to be saved. Take some words or choices away."),
    "searches_many": _l(
        "You have %(count)s saved searches, and no more can be kept. Delete one that you no longer need, then save this one.",
        count=MOST_SEARCHES,
    ),
    "how_often_unknown": _l("Choose one of the list."),
    "silence_days": _l("Write a number of days from 1 to 90, or leave it empty."),
    "silence_sees_nothing": _l("Silence is no second pair of eyes. Choose one of the two."),
    "token_wrong": _l("This is not the setup token. It stands in the terminal where the installation was started."),
}


def problem(code: str) -> LazyString | str:
    """The sentence for a message code."""
    return PROBLEMS.get(code, code)


def put_on(form: FlaskForm, error: Invalid) -> None:
    """Show what the domain refused at the fields it is about; what has no field stands above the form."""
    for name, code in error.fields.items():
        if name in form:
            field = form[name]
            field.errors = [*field.errors, problem(code)]
        else:
            form.form_errors = [*form.form_errors, problem(code)]


def attempt(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Do it, and say whether it was done; what the domain refuses stands at the form's fields then."""
    try:
        act()
    except Invalid as error:
        put_on(form, error)
        return False
    return True


def status_of(form: FlaskForm) -> int:
    """422 for a form that comes back, so that nothing is committed; 200 for one that is shown first."""
    return 422 if form.is_submitted() else 200
