"""How long the lineage of a note takes that many teams took up: read, laid out and rendered, in one process.

usage: lineage.py [--adoptions 500] [--rounds 20]
Makes an installation in a temporary folder with one note, that many teams in all countries in turn, and a chain of adapted notes.
Prints one JSON object: milliseconds of processor time, p50 and p95, of the page, of its figures alone, and the size of the page.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable

from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.extensions import db
from app.reuse.lineage_figure import draw_tree
from app.reuse.world_map import draw_map
from knowledge.countries import all_countries
from knowledge.models import metadata
from knowledge.notes.models import AudienceKind, Note, NoteAudience, NoteCountry, NoteState, NoteTeam, Revision
from knowledge.organizations.models import Organization, Team
from knowledge.permissions import STRANGER
from knowledge.reuse.lineage import lineage_of
from knowledge.reuse.models import Adoption, Stage

CHAIN = 6  # notes, each adapted from the one before


def write(session: Session, adoptions: int) -> str:
    """The first note's permalink."""
    countries, stages, above = all_countries(), list(Stage), None
    notes = []
    for number in range(CHAIN):
        team = Team(
            organization=Organization(name=f"Owner {number}", slug=f"owner-{number}"), country=countries[number]
        )
        note = Note(title=f"Note {number}", language="en", state=NoteState.PUBLISHED, audience=AudienceKind.PUBLIC)
        note.owners, note.readers = [NoteTeam(team=team)], [NoteAudience(term="public")]
        note.countries, note.adapted_from = [NoteCountry(country=countries[number])], above
        note.published_revision = Revision(note=note, number=1, content={"title": note.title})
        session.add(note)
        notes.append(note)
        above = note
    session.flush()
    for number in range(adoptions):
        owner = Organization(name=f"Organization {number}", slug=f"organization-{number}")
        team = Team(organization=owner, country=countries[number % len(countries)])
        stage = stages[number % len(stages)]
        note = notes[number % CHAIN if number % 3 == 0 else 0]
        session.add(Adoption(note_id=note.id, team=team, stage=stage, content={"stage": stage, "started": "2024"}))
    session.commit()
    return notes[0].permalink


def times(rounds: int, work: Callable[[], object]) -> dict[str, float]:
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    ordered = sorted(taken)
    return {"p50": round(statistics.median(ordered), 1), "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--adoptions", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        app = create_app(read_settings({"CAUSEWAY_HOME": home}))
        with app.app_context():
            metadata.create_all(db.engine)
            permalink = write(db.session(), options.adoptions)
        browser = app.test_client()
        size = len(browser.get(f"/notes/{permalink}/lineage").data)
        page = times(options.rounds, lambda: browser.get(f"/notes/{permalink}/lineage"))
        with app.test_request_context():
            note = db.session().query(Note).filter_by(permalink=permalink).one()

            def figures() -> None:
                lineage = lineage_of(db.session(), STRANGER, note, ("en",))
                draw_tree(lineage, from_the_right=False)
                draw_map(lineage)

            alone = times(options.rounds, figures)
        print(json.dumps({"adoptions": options.adoptions, "page_ms": page, "figures_ms": alone, "page_bytes": size}))


if __name__ == "__main__":
    main()
