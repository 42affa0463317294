"""A note's content as the text fields of the index."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from knowledge.notes.content import PracticeContent
from search_index.plain import plain_text

_PARTS: Mapping[str, tuple[str, ...]] = {
    "summary": ("summary",),
    "challenge": ("challenge",),
    "what_we_did": ("what_we_did",),
    "results": ("results", "results_text"),
    "what_did_not_work": ("what_did_not_work",),
    "conditions": ("conditions",),
    "lessons": ("lessons", "advice"),
    "body": ("body",),
    "context": ("context", "sector", "institution_type", "capacity", "legal_basis"),
    "objectives": ("objectives",),
    "beneficiaries": ("beneficiaries",),
    "resources": ("resources", "cost", "time"),
    "factors": ("enabling_factors", "constraints"),
    "rights": ("community_needs", "gender_and_rights"),
    "sustainability": ("sustainability", "risks"),
    "references": ("based_on", "references"),
    "place": ("place",),
    "tag": ("tags",),
}
"""Fields of a note's content under each field of the index, in the order in which passages are looked for."""


def plain_texts(content: PracticeContent) -> dict[str, str]:
    """The fields that hold words, without Markdown: what is indexed."""
    return {name: plain_text(text) for name, text in written_texts(content).items()}


def written_texts(content: PracticeContent) -> dict[str, str]:
    """The fields that hold words, as they were written."""
    texts = {name: "\n\n".join(_words(content, parts)) for name, parts in _PARTS.items()}
    return {name: text for name, text in texts.items() if text}


def _words(content: PracticeContent, parts: Iterable[str]) -> Iterable[str]:
    for part in parts:
        value = getattr(content, part)
        for one in value if isinstance(value, tuple) else (value,):
            written = [one] if isinstance(one, str) else [text for name, text in vars(one).items() if name != "kind"]
            yield from filter(None, written)


@lru_cache(maxsize=2000)
def country_words(code: str, language: str) -> str:
    """A country's code and its names in the note's language and in English."""
    names = [code]
    for tag in dict.fromkeys([language.replace("-", "_"), language.partition("-")[0], "en"]):
        try:
            name = Locale.parse(tag).territories.get(code)
        except (UnknownLocaleError, ValueError):
            continue
        if name and name not in names:
            names.append(name)
    return " · ".join(names)
