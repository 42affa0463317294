"""Hits as the page shows them: a card from the database, and passages that say why it was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from knowledge.notes.cards import NoteCard, cards_for
from knowledge.permissions import Actor
from search_index.interface import Fragment, Hit

MARK = Markup("<mark>{}</mark>")
BETWEEN = Markup(" ")


@dataclass(frozen=True)
class ShownHit:
    """A note that was found. `title` and `excerpt` carry their marks; `where` names the fields the passages are from."""

    card: NoteCard
    title: Markup
    excerpt: Markup
    where: tuple[str, ...]


def marked(fragment: Fragment) -> Markup:
    """A passage with its matches marked; everything else escaped."""
    return Markup().join(MARK.format(text) if is_match else escape(text) for text, is_match in fragment.pairs)


def show_hits(session: Session, actor: Actor, hits: Sequence[Hit]) -> list[ShownHit]:
    """The hits that the database, under the same rule as the index, still lets the actor read."""
    cards = {card.id: card for card in cards_for(session, actor, [hit.note_id for hit in hits])}
    return [show_hit(cards[hit.note_id], hit) for hit in hits if hit.note_id in cards]


def show_hit(card: NoteCard, hit: Hit) -> ShownHit:
    titles = [fragment for fragment in hit.fragments if fragment.field == "title"]
    passages = [fragment for fragment in hit.fragments if fragment.field != "title"]
    fields = dict.fromkeys(
        fragment.field for fragment in passages if any(is_match for _text, is_match in fragment.pairs)
    )
    return ShownHit(
        card=card,
        title=marked(titles[0]) if titles else escape(card.title),
        excerpt=BETWEEN.join(marked(fragment) for fragment in passages)
        if passages
        else escape(shortened(card.summary)),
        where=tuple(name for field in fields if (name := field_names().get(field))),
    )


def shortened(text: str, length: int = 240) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def field_names() -> dict[str, str]:
    """What the passages' fields are called; the body and the summary need no name."""
    return {
        "challenge": _("The challenge"),
        "context": _("Context"),
        "objectives": _("Objectives"),
        "beneficiaries": _("Beneficiaries"),
        "what_we_did": _("What we did"),
        "resources": _("Resources"),
        "results": _("Results"),
        "what_did_not_work": _("What did not work"),
        "factors": _("What helped and what hindered"),
        "conditions": _("What has to be true elsewhere"),
        "rights": _("People and rights"),
        "sustainability": _("Sustainability and risks"),
        "lessons": _("Lessons"),
        "references": _("References"),
        "topic": _("Topics"),
        "tag": _("Tags"),
        "author": _("Authors"),
        "organization": _("Organizations"),
        "country": _("Countries"),
        "place": _("Place"),
    }
