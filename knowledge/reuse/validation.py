"""What can be wrong with what a team tells. Problems map a field's name to a message code, its parameter after a colon."""

from datetime import timedelta

from knowledge import clock
from knowledge.notes.validation import MEASURED, MOST_ROWS, Problems, is_real
from knowledge.reuse.models import Stage
from knowledge.reuse.record import KNOWN, OUTCOMES, STAGES, TEXTS, AdoptionRecord

MOST_IN_A_FIELD = 20_000  # characters


def problems_of(record: AdoptionRecord) -> Problems:
    """All of them at once; nothing is refused for being a failure, only for not saying why."""
    problems: Problems = {}
    for name in TEXTS:
        if len(getattr(record, name)) > MOST_IN_A_FIELD:
            problems[name] = f"too_long:{MOST_IN_A_FIELD}"
    if record.stage not in STAGES:
        problems["stage"] = "missing:stage"
    if record.outcome not in OUTCOMES or (not record.outcome and record.stage != Stage.CONSIDERING):
        problems["outcome"] = "missing:outcome"
    if record.stage == Stage.ABANDONED and not record.words:
        problems["words"] = "missing:reason"
    return problems | date_problems(record) | row_problems(record)


def date_problems(record: AdoptionRecord) -> Problems:
    """A beginning is needed from the first trial on; an end only if it is known. Neither lies ahead of us."""
    problems = {name: code for name in ("started", "ended") if (code := date_problem(getattr(record, name)))}
    if not record.started and record.stage != Stage.CONSIDERING:
        problems["started"] = "missing:started"
    shorter = min(len(record.started), len(record.ended))
    if not problems and record.ended[:shorter] < record.started[:shorter]:
        problems["ended"] = "ends_before_start"
    return problems


def date_problem(text: str) -> str:
    """A message code for what is no year, month or day, or has not come yet anywhere on earth; empty when it is well."""
    if not text:
        return ""
    if MEASURED.fullmatch(text) is None or not is_real(text):
        return "not_a_measured_date"
    latest = clock.today() + timedelta(days=1)  # it is tomorrow already at the date line
    return "in_the_future" if text > latest.isoformat()[: len(text)] else ""


def row_problems(record: AdoptionRecord) -> Problems:
    problems: Problems = {}
    if len(record.results) > MOST_ROWS:
        problems["results"] = f"too_many_rows:{MOST_ROWS}"
    for number, row in enumerate(record.results):
        if code := date_problem(row.date):
            problems[f"results-{number}-date"] = code
        for name, text in vars(row).items():
            if len(text) > MOST_IN_A_FIELD:
                problems[f"results-{number}-{name}"] = f"too_long:{MOST_IN_A_FIELD}"
    for number, answer in enumerate(record.answers):
        if answer.held not in KNOWN:
            problems[f"answers-{number}-held"] = "unknown_choice"
    return problems
