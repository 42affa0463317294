"""Practice notes: what a team did and learned, its revisions, drafts, audience and life."""
