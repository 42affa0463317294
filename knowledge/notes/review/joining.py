"""Who writes a published note already, and stands on it from the next publication on."""

from knowledge.notes.models import Note
from knowledge.notes.proposal import Proposal
from knowledge.notes.review.models import NoteJoining


def name_joining(note: Note, proposal: Proposal) -> None:
    """Let the teams and authors whom the latest revision adds to the published note work on it, and no others."""
    teams = {owner.team_id for owner in note.owners}
    authors = {author.member_id for author in note.authors}
    wanted: list[tuple[int | None, int | None]] = [(team, None) for team in proposal.teams if team not in teams]
    wanted += [(None, member) for member in proposal.authors if member not in authors]
    kept = {(row.team_id, row.member_id): row for row in note.joining}
    note.joining = [kept.get(key) or NoteJoining(team_id=key[0], member_id=key[1]) for key in wanted]
