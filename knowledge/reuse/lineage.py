"""How a practice travelled: the notes that grew out of one another, and the teams that took each of them up.

A note and its translations are one work. Everything is read as far as the actor may read it, and a note that is not for the
actor ends the line: what came of it is not shown either, since it would tell that there is something between.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from knowledge.notes.cards import NoteCard, cards_for
from knowledge.notes.models import Note, NoteTeam
from knowledge.organizations.models import Organization, Team
from knowledge.permissions import Actor, audience_terms, carries_one_of, readable_by
from knowledge.reuse.models import KEPT, Adoption, Stage

MOST_NOTES = 100
MOST_ADOPTIONS = 2000
SHOWN_ONE_BY_ONE = 120  # more are put together by country
MOST_STEPS = 300


@dataclass(frozen=True)
class Step:
    """A line of the tree, drawn below the one at `parent` (its index, None for the root): a note, or who took it up.

    A note has a `card` and, when its own team told of taking up its source, that `stage`. An adoption has a team's
    `organization`; put together by country it has none but `teams` in all, of which `kept` go on and `stopped` do not.
    """

    parent: int | None
    level: int
    countries: tuple[str, ...]
    year: str
    stage: str = ""
    card: NoteCard | None = None
    is_here: bool = False
    organization: str = ""
    language: str = ""
    slug: str = ""
    teams: int = 1
    kept: int = 0
    stopped: int = 0


@dataclass(frozen=True)
class Lineage:
    """The tree line by line, each below what it came from. `by_country`: there were too many adoptions to name each team;
    `is_cut`: there is more than MOST_STEPS lines even so."""

    steps: Sequence[Step]
    by_country: bool = False
    is_cut: bool = False


@dataclass(frozen=True)
class Family:
    """What the tree is made of, by work."""

    here: str
    cards: Mapping[str, NoteCard]
    teams: Mapping[str, set[int]]
    children: Mapping[str, list[str]]
    adoptions: Mapping[str, list[Any]]


def lineage_of(session: Session, actor: Actor, note: Note, languages: Sequence[str]) -> Lineage:
    """From the first ancestor down, with all that came of it. Five queries, however much there is."""
    here = note.translation_group or note.permalink
    parents = parents_of(session, actor, here)
    works, cards, teams = notes_of(session, actor, note, {here, *parents, *parents.values()}, languages)
    adoptions = adoptions_in(session, works)
    children: dict[str, list[str]] = defaultdict(list)
    for child, parent in parents.items():
        if child in cards and parent in cards:
            children[parent].append(child)
    by_country = sum(map(len, adoptions.values())) > SHOWN_ONE_BY_ONE
    steps: list[Step] = []
    grow(steps, Family(here, cards, teams, children, adoptions), root_of(here, parents), None, by_country)
    return Lineage(steps[:MOST_STEPS], by_country, len(steps) > MOST_STEPS)


def work_of(note: type[Note] | AliasedClass[Note]) -> ColumnElement[str]:
    return cast(func.coalesce(note.translation_group, note.permalink), String)


def parents_of(session: Session, actor: Actor, here: str) -> dict[str, str]:
    """By work the one it was adapted from, for everything that descends from the ancestors of this one. One query."""
    child, parent = aliased(Note), aliased(Note)
    terms = sorted(audience_terms(actor))
    edge = (
        select(work_of(child).label("child"), work_of(parent).label("parent"))
        .join(parent, parent.id == child.adapted_from_id)
        .where(child.adapted_from_id.is_not(None), carries_one_of(child, terms), carries_one_of(parent, terms))
        .cte("edge")
    )
    up = select(cast(literal(here), String).label("work")).cte("up", recursive=True)
    up = up.union(select(edge.c.parent).join(up, up.c.work == edge.c.child))
    down = select(up.c.work).cte("down", recursive=True)
    down = down.union(select(edge.c.child).join(down, down.c.work == edge.c.parent))
    rows = session.execute(
        select(edge.c.child, edge.c.parent)
        .where(edge.c.parent.in_(select(down.c.work)))
        .distinct()
        .order_by(edge.c.child, edge.c.parent)
        .limit(MOST_NOTES)
    )
    found: dict[str, str] = {}
    for child_work, parent_work in rows:
        found.setdefault(child_work, parent_work)
    return found


def notes_of(
    session: Session, actor: Actor, note: Note, works: Iterable[str], languages: Sequence[str]
) -> tuple[dict[int, str], dict[str, NoteCard], dict[str, set[int]]]:
    """The work by readable note id; by work a card in the reader's language (this note for its own), and its owners' ids."""
    wanted = sorted(set(works))
    rows = session.execute(
        select(Note.id, Note.language, work_of(Note), NoteTeam.team_id)
        .join(NoteTeam, NoteTeam.note_id == Note.id)
        .where(Note.translation_group.in_(wanted) | Note.permalink.in_(wanted), readable_by(actor))
        .order_by(Note.translation_of_id.is_not(None), Note.id)
    ).all()
    spoken = [language.split("-")[0] for language in languages]
    chosen: dict[str, tuple[int, int]] = {}
    work_by_id: dict[int, str] = {}
    teams: dict[str, set[int]] = defaultdict(set)
    for note_id, language, work, team_id in rows:
        base = language.split("-")[0]
        rank = -1 if note_id == note.id else spoken.index(base) if base in spoken else len(spoken)
        chosen[work] = min(chosen.get(work, (rank, note_id)), (rank, note_id), key=lambda pair: pair[0])
        work_by_id[note_id] = work
        teams[work].add(team_id)
    cards = cards_for(session, actor, [note_id for _, note_id in chosen.values()])
    return work_by_id, {work_by_id[card.id]: card for card in cards}, teams


def adoptions_in(session: Session, works: Mapping[int, str]) -> dict[str, list[Any]]:
    """The adoptions by work, the earliest first; each team once. One query."""
    rows = session.execute(
        select(
            Adoption.note_id,
            Adoption.team_id,
            Adoption.stage,
            Adoption.content["started"].as_string().label("started"),
            Team.country,
            Organization.name,
            Organization.language,
            Organization.slug,
        )
        .join(Team, Team.id == Adoption.team_id)
        .join(Organization, Organization.id == Team.organization_id)
        .where(Adoption.note_id.in_(works))
        .order_by(Adoption.created_at, Adoption.id)
        .limit(MOST_ADOPTIONS)
    )
    found: dict[str, dict[int, Any]] = defaultdict(dict)
    for row in rows:
        found[works[row.note_id]].setdefault(row.team_id, row)
    return {work: list(by_team.values()) for work, by_team in found.items()}


def root_of(work: str, parents: Mapping[str, str]) -> str:
    """The first ancestor. Should data from elsewhere ever run in a circle, the walk ends where it began."""
    seen = {work}
    while (above := parents.get(work)) is not None and above not in seen:
        seen.add(above)
        work = above
    return work


def grow(steps: list[Step], family: Family, work: str, parent: int | None, by_country: bool, stage: str = "") -> None:
    """Add a note and, below it, who took it up and the notes that grew out of it."""
    if work not in family.cards or any(step.card is family.cards[work] for step in steps):
        return
    card, here, level = family.cards[work], len(steps), 0 if parent is None else steps[parent].level + 1
    year = str(card.published_at.year if card.published_at else card.year or "")
    steps.append(Step(parent, level, card.countries, year, stage, card, work == family.here))
    taken_up = family.adoptions.get(work, [])
    below = sorted(family.children.get(work, ()), key=lambda child: family.cards[child].id)
    told = {row.team_id: row.stage for row in taken_up}
    writers = {team for child in below for team in family.teams[child]}
    leaves = [row for row in taken_up if row.team_id not in writers]
    steps.extend(countries_together(leaves, here, level + 1) if by_country else one_by_one(leaves, here, level + 1))
    for child in below:
        own = next((told[team] for team in sorted(family.teams[child]) if team in told), "")
        grow(steps, family, child, here, by_country, own)


def one_by_one(rows: Iterable[Any], parent: int, level: int) -> list[Step]:
    return [
        Step(
            parent,
            level,
            (row.country,),
            (row.started or "")[:4],
            row.stage,
            organization=row.name,
            language=row.language,
            slug=row.slug,
        )
        for row in rows
    ]


def countries_together(rows: Iterable[Any], parent: int, level: int) -> list[Step]:
    """A line for each country, those with the most teams first."""
    by_country: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_country[row.country].append(row)
    made = []
    for country, teams in by_country.items():
        kept = sum(row.stage in KEPT for row in teams)
        stopped = sum(row.stage == Stage.ABANDONED for row in teams)
        stage = Stage.ADOPTED if kept else Stage.ABANDONED if stopped else Stage.CONSIDERING
        year = min((row.started[:4] for row in teams if row.started), default="")
        step = Step(parent, level, (country,), year, stage, teams=len(teams), kept=kept, stopped=stopped)
        made.append(step)
    return sorted(made, key=lambda step: (-step.teams, step.countries))
