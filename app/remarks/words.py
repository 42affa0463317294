"""What is wrong with the words of a remark or a report, in a sentence."""

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

PROBLEMS = {
    "missing": _l("Please write a few words here."),
    "too_long": _l("This is too long: at most %(limit)s characters are kept. Please shorten it or divide it."),
    "too_many_answers": _l("This question has %(limit)s answers already. Please ask a new one for what is still open."),
}


def problem_words(code: str) -> str:
    """The sentence for a problem's code; a number stands after a colon."""
    name, _colon, parameter = code.partition(":")
    words = str(PROBLEMS[name])
    return words % {"limit": format_decimal(int(parameter))} if parameter.isdigit() else words
