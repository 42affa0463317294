"""The words in which pages speak of a note's fields: what is wrong with one, what it still wants, what its choices are."""

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

Choices = list[tuple[str, str | LazyString]]

PROBLEMS = {
    "too_long": _l("This is too long: at most %(limit)s characters are kept. Please shorten it or divide it."),
    "note_too_long": _l("The note as a whole is too long: at most %(limit)s characters are kept."),
    "too_many_rows": _l("At most %(limit)s of these are kept. Please put some together."),
    "unknown_language": _l("Please choose a language from the list."),
    "unknown_country": _l("One of these countries is not known. Please choose from the list."),
    "unknown_choice": _l("Please choose one of the answers."),
    "not_a_month": _l("Please write a year or a year and month, like 2024 or 2024-05."),
    "ends_before_start": _l("The end lies before the beginning."),
    "not_a_date": _l("Please write a day like 2024-05-31."),
    "not_a_measured_date": _l("Please write a year, month or day, like 2024, 2024-05 or 2024-05-31."),
    "no_team": _l("A note needs a team that owns it."),
    "not_your_team": _l("You can add or take away only teams that you are in."),
    "not_your_group": _l("You are not in this group, so you cannot write for it."),
    "not_in_the_teams": _l("Authors belong to a team that owns the note."),
    "not_yourself": _l("You would lose the note yourself. Ask an editor to take you off its authors."),
    "cyclic": _l("That note was itself adapted from this one, so this one cannot come from it."),
    "too_many_replies": _l(
        "This talk has %(limit)s replies already. Please begin a new comment for what is still open."
    ),
    "too_many_invitations": _l("At most %(limit)s invitations wait at once. Please take one back first."),
    "already_author": _l("This person writes the note already."),
    "address_form": _l("This does not look like a mail address. An example: name@example.org"),
    "no_alternative": _l(
        "Please say what the picture shows, for people who do not see it, or tick that it only decorates."
    ),
    "file_gone": _l("This file is no longer kept here. Please take it away and attach it again."),
    "too_many_files": _l("A note has at most %(limit)s pictures and files."),
    "too_many_at_once": _l("At most %(limit)s files can be sent at once. Please send the others after them."),
    "too_much_in_a_day": _l("You can add at most %(limit)s MB of files within a day. Please add the others tomorrow."),
    "empty_file": _l("The file is empty."),
    "file_too_large": _l("The file is too large: at most %(limit)s MB."),
    "unknown_kind": _l(
        "Files of this kind are not taken. Taken are PDF, pictures (PNG, JPEG, WebP, GIF), Word, Excel, PowerPoint, "
        "OpenDocument, CSV, plain text and Markdown."
    ),
    "other_content": _l(
        "What is in the file is not what its name says. Please save it anew in the program it comes from."
    ),
    "no_document": _l("This is not a Word or Markdown document. Please choose one that ends in .docx, .md or .txt."),
    "empty_document": _l("There is no text in this document."),
    "two_kinds": _l(
        "The file is of two kinds at once, which is not safe. Please save it anew in the program it comes from."
    ),
    "macros": _l("The document holds macros, which are programs. Please save it without them."),
    "damaged": _l("The file cannot be read; it may be damaged. Please save it anew in the program it comes from."),
    "unpacks": _l("The document unpacks to more than %(limit)s MB. Please make it smaller."),
    "too_many_pixels": _l("The picture has more than %(limit)s million pixels. Please make it smaller."),
    "itself": _l("A note cannot be a translation of itself, or of one of its own translations."),
    "same_language": _l("The note is in this language already. Please choose another one."),
    "language_taken": _l(
        "There is a version in this language already. What you wrote is kept as a draft; offer it to the authors of that version."
    ),
    "being_written": _l("You or your team are writing a version in this language already. It is named on this page."),
    "unknown_note": _l("There is no note at this address that you can read. Please copy the address of its page."),
}
MISSING = {
    "words": _l("Please write a few words here."),
    "sentence": _l("Please write at least one sentence here."),
    "sentences": _l("Please write a few sentences here."),
    "choice": _l("Please choose."),
    "row": _l("Please add at least one."),
}
WANTED = {
    "words": _l("a few words"),
    "sentence": _l("one sentence"),
    "sentences": _l("a few sentences"),
    "choice": _l("a choice"),
    "row": _l("at least one"),
}
# Where the general words would help less than those for the field.
MISSING_HERE = {
    "what_did_not_work": _l("Please write at least one sentence. If everything worked, say what you feared would not."),
    "audience": _l("Please choose who may read it."),
    "countries": _l("Please name at least one country."),
}

SCALES: Choices = [
    ("local", _l("A village, a town or a quarter")),
    ("district", _l("A district")),
    ("subnational", _l("A province or a region of the country")),
    ("national", _l("The whole country")),
    ("regional", _l("Several countries")),
    ("global", _l("The whole world")),
]
STATUSES: Choices = [
    ("ongoing", _l("It goes on")),
    ("ended", _l("It ended as planned")),
    ("stopped", _l("It was stopped")),
]
INCOME_LEVELS: Choices = [
    ("low", _l("Low income")),
    ("lower_middle", _l("Lower middle income")),
    ("upper_middle", _l("Upper middle income")),
    ("high", _l("High income")),
]
CIRCUMSTANCES: Choices = [
    ("rural", _l("Rural")),
    ("urban", _l("Urban")),
    ("remote", _l("Far from offices and markets")),
    ("unreliable_electricity", _l("Unreliable electricity")),
    ("weak_connectivity", _l("Weak telephone or internet")),
    ("decentralised_budget", _l("Decentralised budget")),
    ("few_staff", _l("Few staff")),
    ("several_languages", _l("Several languages")),
    ("people_on_the_move", _l("People on the move")),
    ("insecurity", _l("Insecurity")),
    ("natural_hazards", _l("Natural hazards")),
]
EVIDENCE: Choices = [
    ("anecdotal", _l("Told by the team")),
    ("monitored", _l("Monitored")),
    ("before_after", _l("Measured before and after")),
    ("controlled", _l("Compared with a control")),
    ("evaluated", _l("Evaluated from outside")),
]
CONDITION_KINDS: Choices = [("needed", _l("Needed")), ("helpful", _l("Helpful")), ("harmful", _l("Harmful"))]
LICENCES: Choices = [
    ("CC-BY-4.0", "Creative Commons BY 4.0"),
    ("CC-BY-SA-4.0", "Creative Commons BY-SA 4.0"),
    ("CC-BY-NC-4.0", "Creative Commons BY-NC 4.0"),
    ("CC-BY-NC-SA-4.0", "Creative Commons BY-NC-SA 4.0"),
    ("CC-BY-ND-4.0", "Creative Commons BY-ND 4.0"),
    ("CC-BY-3.0-IGO", "Creative Commons BY 3.0 IGO"),
    ("CC0-1.0", "CC0 1.0"),
    ("etalab-2.0", "Licence Ouverte 2.0"),
    ("OGL-UK-3.0", "Open Government Licence 3.0"),
]


def problem_words(field: str, code: str) -> str:
    """The sentence for a problem's code; its parameter, a number, stands after a colon."""
    name, _colon, parameter = code.partition(":")
    if name == "missing":
        return str(MISSING_HERE.get(field) or MISSING[parameter])
    limit = format_decimal(int(parameter)) if parameter else ""
    words = str(PROBLEMS[name])
    return words % {"limit": limit} if limit else words


def wanted_words(wanted: str) -> str:
    return str(WANTED[wanted])
