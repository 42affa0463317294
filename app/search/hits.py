"""Hits as the page shows them: a card from the database, and passages that say why it was found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from app.formats import country_name
from knowledge.notes.cards import NoteCard, cards_for
from knowledge.permissions import Actor
from search_index.interface import Fragment, Hit, NoteText
from search_index.loading import text_source
from search_index.plain import plain_text

NOTHING, BETWEEN, OPEN, CLOSE = Markup(""), Markup(" "), Markup("<mark>"), Markup("</mark>")
EXCERPT = 240
LOOKED_AT = 4 * EXCERPT
FIELD_NAMES = {
    "challenge": _l("The challenge"),
    "context": _l("Context"),
    "objectives": _l("Objectives"),
    "beneficiaries": _l("Beneficiaries"),
    "what_we_did": _l("What we did"),
    "resources": _l("Resources"),
    "results": _l("Results"),
    "what_did_not_work": _l("What did not work"),
    "factors": _l("What helped and what hindered"),
    "conditions": _l("What has to be true elsewhere"),
    "rights": _l("People and rights"),
    "sustainability": _l("Sustainability and risks"),
    "lessons": _l("Lessons"),
    "references": _l("References"),
    "topic": _l("Topics"),
    "tag": _l("Tags"),
    "author": _l("Authors"),
    "organization": _l("Organizations"),
    "country": _l("Countries"),
    "place": _l("Place"),
}
"""What the passages' fields are called; the body and the summary need no name."""
FACTS = frozenset({"author", "organization", "country"})
"""Found in what the card says anyway: the passage stands beside the field's name, and the note's own words above."""


@dataclass(frozen=True)
class ShownHit:
    """A note that was found. `title` and `excerpt` carry their marks; `where` names the fields that matched.

    `matched` is the card of the translation that the passages are from, when it is not the one shown.
    """

    card: NoteCard
    title: Markup
    excerpt: Markup
    where: tuple[Markup, ...]
    matched: NoteCard | None = None


class HitTexts:
    """The texts of a page's hits, read once for the engine's passages and for the cards. Shows no actor what is not theirs."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session, self.actor = session, actor
        self.cards: dict[int, NoteCard] = {}
        self.texts: dict[int, NoteText] = {}

    def __call__(self, note_ids: Sequence[int]) -> Mapping[int, NoteText]:
        """With what else a note is found by: who wrote it, and where."""
        self.read_cards(note_ids)
        self.read_texts([note_id for note_id in note_ids if note_id in self.cards])
        return self.texts

    def read_cards(self, note_ids: Sequence[int]) -> None:
        """Those that the database, under the same rule as the index, lets the actor read."""
        missing = [note_id for note_id in note_ids if note_id not in self.cards]
        self.cards |= {card.id: card for card in cards_for(self.session, self.actor, missing)}

    def read_texts(self, note_ids: Sequence[int]) -> None:
        missing = [note_id for note_id in note_ids if note_id not in self.texts]
        texts = text_source(self.session)(missing) if missing else {}
        self.texts |= {note_id: with_facts(text, self.cards[note_id]) for note_id, text in texts.items()}


def with_facts(text: NoteText, card: NoteCard) -> NoteText:
    facts = {
        "organization": " · ".join(card.organizations),
        "author": " · ".join(card.authors),
        "country": " · ".join(country_name(code) for code in card.countries),
    }
    return replace(text, fields={**text.fields, **{name: words for name, words in facts.items() if words}})


def marked(fragment: Fragment) -> Markup:
    """A passage with its matches marked; everything else escaped."""
    return NOTHING.join(OPEN + text + CLOSE if is_match else text for text, is_match in fragment.pairs)


def show_hits(hits: Sequence[Hit], texts: HitTexts) -> list[ShownHit]:
    """The hits that the actor may still read. At most three queries, none for what the engine has read already."""
    texts.read_cards([note_id for hit in hits for note_id in (hit.note_id, hit.matched) if note_id is not None])
    known = texts.cards
    kept = [hit for hit in hits if hit.note_id in known and (hit.matched is None or hit.matched in known)]
    texts.read_texts([hit.note_id for hit in kept if not hit.fragments and not known[hit.note_id].summary])
    return [show_hit(hit, texts) for hit in kept]


def show_hit(hit: Hit, texts: HitTexts) -> ShownHit:
    card = texts.cards[hit.note_id]
    titles = [marked(fragment) for fragment in hit.fragments if fragment.field == "title"]
    passages = [fragment for fragment in hit.fragments if fragment.field != "title" and fragment.field not in FACTS]
    excerpts = [marked(fragment) for fragment in passages]
    if hit.matched is not None:
        excerpts, titles = excerpts or titles, []
    return ShownHit(
        card=card,
        title=titles[0] if titles else escape(card.title),
        excerpt=BETWEEN.join(excerpts) if excerpts else escape(beginning(card, texts)),
        where=tuple(places(hit.fragments)),
        matched=texts.cards[hit.matched] if hit.matched is not None and hit.fragments else None,
    )


def places(fragments: Sequence[Fragment]) -> Iterator[Markup]:
    """The names of the fields that match; of what is not quoted above, with the passage."""
    for field in dict.fromkeys(fragment.field for fragment in fragments):
        if field in FACTS:
            passage = BETWEEN.join(marked(one) for one in fragments if one.field == field)
            yield Markup("{}: {}").format(FIELD_NAMES[field], passage)
        elif field in FIELD_NAMES:
            yield escape(FIELD_NAMES[field])


def beginning(card: NoteCard, texts: HitTexts) -> str:
    """The summary, else the first words of the note."""
    if card.summary:
        return shortened(card.summary)
    fields = texts.texts[card.id].fields if card.id in texts.texts else {}
    first = next((words for name, words in fields.items() if name != "title" and words.strip()), "")
    return shortened(" ".join(plain_text(first[:LOOKED_AT]).split()))


def shortened(text: str, length: int = EXCERPT) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"
