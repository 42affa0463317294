"""Makes things for tests, directly in the database, with as few words as the test needs."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.countries import is_country
from knowledge.notes.content import PracticeContent
from knowledge.notes.models import (
    AudienceKind,
    Note,
    NoteAudience,
    NoteAuthor,
    NoteCountry,
    NoteState,
    NoteTeam,
    NoteTopic,
    Revision,
)
from knowledge.notes.validation import is_period
from knowledge.organizations.models import Membership, Organization, Team, TeamRole
from knowledge.outbox import note_changed
from knowledge.people.models import Member, NetworkRole
from knowledge.people.passwords import hash_password
from knowledge.permissions import terms_of
from knowledge.reuse.adopting import add_update
from knowledge.reuse.models import Adoption, Stage
from knowledge.reuse.record import AdoptionRecord, answers_for
from knowledge.topics.folding import fold_label
from knowledge.topics.models import LabelKind, Topic, TopicBroader, TopicLabel

PASSWORD = "nine pumps out of ten"
_hash: list[str] = []
_numbers = count(1)


def password_hash() -> str:
    """The digest of PASSWORD, computed once a test run because it is slow on purpose."""
    if not _hash:
        _hash.append(hash_password(PASSWORD))
    return _hash[0]


def organization(session: Session, name: str, slug: str = "", **more: Any) -> Organization:
    made = Organization(name=name, slug=slug or f"organization-{next(_numbers)}", **more)
    session.add(made)
    session.flush()
    return made


def team(session: Session, owner: Organization, country: str) -> Team:
    made = Team(organization=owner, country=country)
    session.add(made)
    session.flush()
    return made


def member(
    session: Session,
    name: str,
    team: Team | None = None,
    role: TeamRole = TeamRole.CONTRIBUTOR,
    roles: Sequence[NetworkRole] = (),
    **more: Any,
) -> Member:
    local = "".join(c for c in name.casefold().replace(" ", ".") if c.isascii() and (c.isalnum() or c == "."))
    made = Member(
        name=name,
        email=more.pop("email", f"{local}.{next(_numbers)}@example.org"),
        email_confirmed_at=clock.now(),
        password_hash=password_hash(),
        roles=[str(r) for r in roles],
        interface_language=more.pop("interface_language", "en"),
        **more,
    )
    session.add(made)
    session.flush()
    if team is not None:
        session.add(Membership(member_id=made.id, team_id=team.id, role=role))
        session.flush()
    return made


def topic(session: Session, labels: dict[str, str], broader: Topic | None = None) -> Topic:
    made = Topic()
    made.labels = [
        TopicLabel(language=language, kind=LabelKind.PREFERRED, text=text, folded=fold_label(text))
        for language, text in labels.items()
    ]
    session.add(made)
    session.flush()
    if broader is not None:
        session.add(TopicBroader(topic_id=made.id, broader_id=broader.id))
        session.flush()
    return made


def note(
    session: Session,
    title: str,
    *,
    author: Member | None = None,
    teams: Sequence[Team] = (),
    audience: AudienceKind = AudienceKind.PUBLIC,
    group_id: int | None = None,
    state: NoteState = NoteState.PUBLISHED,
    language: str = "en",
    topics: Sequence[Topic] = (),
    countries: Sequence[str] = (),
    **fields: Any,
) -> Note:
    """A note with one revision, published unless said otherwise. `fields` are those of PracticeContent."""
    content = PracticeContent.from_json(
        {"title": title, "topics": [t.id for t in topics], "countries": list(countries), **fields}
    )
    made = Note(title=title, summary=content.summary, language=language, audience=audience, peer_group_id=group_id)
    made.state, made.latest_number, made.evidence = state, 1, content.evidence[:20]
    made.income_level = content.income_level[:20]
    made.period_start, made.period_end = (t if is_period(t) else "" for t in (content.period_start, content.period_end))
    made.owners = [NoteTeam(team=owner, position=n) for n, owner in enumerate(teams)]
    made.authors = [NoteAuthor(member=author)] if author is not None else []
    made.countries = [
        NoteCountry(country=code, position=n) for n, code in enumerate(filter(is_country, content.countries))
    ]
    made.topics = [NoteTopic(topic=t, position=n) for n, t in enumerate(topics)]
    revision = Revision(number=1, content=content.to_json(), author=author)
    made.revisions = [revision]
    session.add(made)
    session.flush()
    if state in (NoteState.PUBLISHED, NoteState.WITHDRAWN):
        made.published_at = made.republished_at = revision.published_at = clock.now()
        made.published_revision = revision
        made.readers = [NoteAudience(term=term) for term in sorted(terms_of(made))]
        note_changed(session, made.id)
        session.flush()
    return made


def adoption(
    session: Session,
    note: Note,
    team: Team,
    stage: Stage = Stage.ADOPTED,
    outcome: str = "better",
    held: Sequence[str] = (),
    member: Member | None = None,
    **fields: Any,
) -> Adoption:
    """What a team told of a note, once. `held` answers the note's conditions in order; `fields` are of `AdoptionRecord`."""
    conditions = note.published_revision.practice().conditions if note.published_revision else ()
    answers = {row.condition: answer for row, answer in zip(conditions, held, strict=False)}
    told = {"started": "2024-05", **fields}
    record = AdoptionRecord(stage=str(stage), outcome=outcome, answers=answers_for(conditions, held=answers), **told)
    made = Adoption(note_id=note.id, team_id=team.id, stage=stage, content={})
    session.add(made)
    session.flush()
    add_update(session, member.id if member else None, made, record.cleaned())
    return made
