"""The page of a note, for its address and for its past revisions."""

from flask import render_template

from app import web
from app.notes.citation import as_sentence, citation_of
from app.notes.facts import facts_of, interface_language, language_tabs, owners_of, provenance_of
from app.notes.own_context import beside_own_context
from app.notes.sections import body_of
from app.notes.shown_files import files_shown
from app.notes.similar import Similar, find, like_note, show_similar
from app.remarks.showing import remarks_panel
from app.rendering import render_markdown
from app.reuse.panel import reuse_panel
from knowledge.notes.cards import lines_for
from knowledge.notes.reading import Reading
from knowledge.organizations.contexts import own_contexts
from knowledge.topics.labels import TopicLabelView


def note_page(reading: Reading, *, is_past: bool = False) -> str:
    """`is_past`: an earlier revision, shown with a word on which one it is instead of what one can do with the note."""
    note = reading.note
    return render_template(
        "notes/show.html",
        note=note,
        reading=reading,
        content=reading.content,
        text_language=note.language if note.language != interface_language() else "",
        summary=render_markdown(reading.content.summary, "summary"),
        body=body_of(reading.content),
        files=files_shown(note, reading.content),
        facts=facts_of(reading),
        owners=owners_of(reading),
        other_authors=reading.authors_of.get(None, []),
        whose=reading.group_name or ", ".join(dict.fromkeys(owner.team.organization.name for owner in note.owners)),
        tabs=language_tabs(reading) if not is_past else [],
        provenance=provenance_of(note.source),
        citation=as_sentence(citation_of(reading)) if note.is_published else "",
        reuse=None if is_past else reuse_panel(reading),
        remarks=None if is_past else remarks_panel(reading),
        is_past=is_past,
        beside=beside_own_context(reading, own_contexts(web.session(), web.actor())) if not is_past else None,
        similar=similar_on_page(reading) if note.is_published and not is_past else [],
    )


def similar_on_page(reading: Reading) -> list[Similar]:
    session, actor, note = web.session(), web.actor(), reading.note
    hits = find(session, actor, like_note(note, reading.content))
    lines = lines_for(session, actor, [hit.note_id for hit in hits])
    labels = {topic.id: TopicLabelView(topic.label, topic.language) for topic in reading.topics}
    return show_similar(lines, hits, reading.content, note.language, labels)
