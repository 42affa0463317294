"""The words in which pages speak of adoptions: stages, outcomes, answers, and what is wrong with what was typed."""

from flask_babel import format_date, format_decimal
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.notes.periods import show_month
from app.notes.words import PROBLEMS, Choices
from knowledge.notes.validation import as_day
from knowledge.reuse.models import Held, Outcome, Stage

STAGES: Choices = [
    ("considering", _l("We are considering it")),
    ("piloting", _l("We are trying it in one place")),
    ("adopted", _l("We use it as it is written")),
    ("adapted", _l("We use it and changed it")),
    ("abandoned", _l("We stopped")),
]
OUTCOMES: Choices = [
    ("better", _l("Better than before")),
    ("same", _l("No difference")),
    ("worse", _l("Worse than before")),
    ("too_early", _l("Too early to say")),
]
HELD: Choices = [("yes", _l("Yes")), ("partly", _l("Partly")), ("no", _l("No")), ("", _l("Not said"))]
STAGE_NAMES = {
    Stage.CONSIDERING: _l("Considering"),
    Stage.PILOTING: _l("Piloting"),
    Stage.ADOPTED: _l("Adopted"),
    Stage.ADAPTED: _l("Adapted"),
    Stage.ABANDONED: _l("Abandoned"),
}
OUTCOME_NAMES = {
    Outcome.BETTER: _l("Better"),
    Outcome.SAME: _l("No difference"),
    Outcome.WORSE: _l("Worse"),
    Outcome.TOO_EARLY: _l("Too early to say"),
}
HELD_NAMES = {Held.YES: _l("Held"), Held.PARTLY: _l("Held partly"), Held.NO: _l("Did not hold")}
OWN_PROBLEMS = {
    "missing:stage": _l("Please choose how far you are."),
    "missing:outcome": _l("Please choose. “Too early to say” is an answer too."),
    "missing:reason": _l("Please say why you stopped. It helps the next team more than a success does."),
    "missing:started": _l("Please say since when. A year is enough."),
    "in_the_future": _l("This day has not come yet."),
    "not_a_measured_date": _l("Please write a year, month or day, like 2024, 2024-05 or 2024-05-31."),
}
# How a stage is drawn: full while it is in use, hollow while it is not yet, square when it stopped.
SHAPES = {Stage.CONSIDERING: "open", Stage.PILOTING: "open", Stage.ABANDONED: "stopped"}


def problem_words(code: str) -> str:
    """The sentence for a problem's code; a parameter after a colon is a number."""
    name, _colon, parameter = code.partition(":")
    words: str | LazyString = OWN_PROBLEMS.get(code) or PROBLEMS[name]
    return str(words) % {"limit": format_decimal(int(parameter))} if parameter.isdigit() else str(words)


def stage_name(stage: str) -> str:
    return str(STAGE_NAMES[Stage(stage)]) if stage else ""


def outcome_name(outcome: str) -> str:
    return str(OUTCOME_NAMES[Outcome(outcome)]) if outcome else ""


def held_name(held: str) -> str:
    return str(HELD_NAMES[Held(held)]) if held else ""


def shape_of(stage: str) -> str:
    """done, open or stopped, for timelines and figures."""
    return SHAPES.get(Stage(stage), "done") if stage else "done"


def show_measured(text: str) -> str:
    """A year, a month or a day, as precise as it was told."""
    day = as_day(text)
    return str(format_date(day, "long")) if day is not None else show_month(text)
