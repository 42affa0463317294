"""Contexts like mine: a search that puts notes first whose context is like that of the reader's team, if it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.formats import team_words
from app.notes.own_context import trait_words
from app.search.hits import ShownHit
from app.search.state import SearchState
from knowledge.countries import WORLD, region_of
from knowledge.notes.comparing import NoteContext, compare_contexts
from knowledge.notes.models import Note, Revision
from knowledge.organizations.contexts import own_contexts
from knowledge.organizations.models import INTERNATIONAL, TeamContext
from knowledge.permissions import Actor
from search_index.interface import Preference

INCOME, REGION, COUNTRY, LANGUAGE, CIRCUMSTANCES = 1.0, 1.0, 0.5, 0.5, 2.0
"""What each weighs beside the others; the circumstances share theirs. weights.toml says how much all together can add."""


@dataclass(frozen=True)
class OwnContext:
    """What was asked for and from whose context: `context` is None where no team of the reader has described itself."""

    context: TeamContext | None
    is_asked: bool
    reasons: dict[int, list[str]] = field(default_factory=dict)

    @property
    def team(self) -> str:
        return team_words(self.context.team) if self.context is not None else ""


def own_context(session: Session, actor: Actor, state: SearchState) -> OwnContext:
    """One query, and none unless it is asked for."""
    contexts = own_contexts(session, actor) if state.mine else []
    return OwnContext(contexts[0] if contexts else None, state.mine)


def preferences(own: OwnContext) -> tuple[Preference, ...]:
    """The team's context as what the engine prefers."""
    context = own.context
    if context is None:
        return ()
    country, region = context.team.country, region_of(context.team.country)
    share = CIRCUMSTANCES / max(1, len(context.circumstances))
    wanted = [
        Preference("income_level", (context.income_level,), INCOME),
        Preference("region", (region if region != WORLD else "",), REGION),
        Preference("country", (country if country != INTERNATIONAL else "",), COUNTRY),
        Preference("language", (context.language,), LANGUAGE),
        *(Preference("circumstance", (code,), share) for code in context.circumstances),
    ]
    return tuple(one for one in wanted if all(one.values))


def with_reasons(session: Session, own: OwnContext, hits: Sequence[ShownHit]) -> OwnContext:
    """What each hit has in common with the team's context, in words. One query."""
    context = own.context
    if context is None or not hits:
        return own
    said = circumstances_of(session, [hit.card.id for hit in hits])
    found = {hit.card.id: compare_contexts(context_of_hit(hit, said), context).alike for hit in hits}
    return OwnContext(context, True, {note_id: trait_words(alike) for note_id, alike in found.items() if alike})


def context_of_hit(hit: ShownHit, said: dict[int, list[str]]) -> NoteContext:
    card = hit.card
    return NoteContext(
        countries=card.countries,
        language=card.language,
        income_level=card.income_level,
        circumstances=said.get(card.id, []),
    )


def circumstances_of(session: Session, note_ids: Sequence[int]) -> dict[int, list[str]]:
    """What the published notes say of it was like there; the hits are the reader's already."""
    query = select(Note.id, Revision.content["circumstances"]).join(Revision, Revision.id == Note.published_revision_id)
    return {note_id: list(codes or ()) for note_id, codes in session.execute(query.where(Note.id.in_(note_ids)))}
