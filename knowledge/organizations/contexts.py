"""What a team says of its context: written by its focal points and editors, read by everybody."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.languages import is_language
from knowledge.notes.content import Circumstance, IncomeLevel, Scale
from knowledge.notes.wording import clean_line, clean_text
from knowledge.organizations.models import Team, TeamContext
from knowledge.permissions import Action, Actor, require

LONGEST_LINE = 200
LONGEST_WORDS = 4000


@dataclass(frozen=True)
class ContextFacts:
    """What a team tells; anything may be left out. `language` is that in which it works."""

    sector: str = ""
    institution_type: str = ""
    income_level: str = ""
    scale: str = ""
    language: str = ""
    circumstances: tuple[str, ...] = ()
    words: str = ""

    def is_empty(self) -> bool:
        return not any(vars(self).values())


def describe_context(session: Session, actor: Actor, team: Team, facts: ContextFacts) -> TeamContext | None:
    """Write down the team's context; nothing at all takes it away again. Raises `Invalid`."""
    require(actor, Action.DESCRIBE_TEAM, team)
    facts = cleaned(facts)
    if problems := problems_of(facts):
        raise Invalid(problems)
    context = session.get(TeamContext, team.id)
    if facts.is_empty():
        if context is not None:
            session.delete(context)
            session.flush()
        return None
    if context is None:
        context = TeamContext(team_id=team.id)
        session.add(context)
    for name, value in vars(facts).items():
        setattr(context, name, list(value) if name == "circumstances" else value)
    context.changed_at, context.changed_by_id = clock.now(), actor.member_id
    session.flush()
    return context


def cleaned(facts: ContextFacts) -> ContextFacts:
    lines = {name: clean_line(value) for name, value in vars(facts).items() if isinstance(value, str)}
    circumstances = tuple(one.value for one in Circumstance if one in facts.circumstances)
    unknown = tuple(one for one in facts.circumstances if one not in set(Circumstance))
    return ContextFacts(**lines | {"words": clean_text(facts.words)}, circumstances=circumstances + unknown)


def problems_of(facts: ContextFacts) -> dict[str, str]:
    """Field to message code."""
    problems = {name: "too_long" for name in ("sector", "institution_type") if len(getattr(facts, name)) > LONGEST_LINE}
    if len(facts.words) > LONGEST_WORDS:
        problems["words"] = "too_long"
    if facts.income_level not in {"", *IncomeLevel}:
        problems["income_level"] = "kind_unknown"
    if facts.scale not in {"", *Scale}:
        problems["scale"] = "kind_unknown"
    if facts.language and not is_language(facts.language):
        problems["language"] = "language_unknown"
    if not set(facts.circumstances) <= set(Circumstance):
        problems["circumstances"] = "kind_unknown"
    return problems


def context_of(session: Session, team: Team) -> TeamContext | None:
    return session.get(TeamContext, team.id)


def own_contexts(session: Session, actor: Actor) -> list[TeamContext]:
    """The contexts of the actor's teams that have described themselves, with the teams. One query, or none."""
    if not actor.teams:
        return []
    query = select(TeamContext).join(TeamContext.team).options(contains_eager(TeamContext.team))
    return list(session.scalars(query.where(TeamContext.team_id.in_(actor.teams)).order_by(TeamContext.team_id)))
