"""The languages a text may be in: BCP 47 tags, from Unicode's CLDR."""

from functools import cache

from babel import Locale

# In CLDR's list of languages, but no language a text is written in.
NOT_WRITTEN = frozenset(("mis", "mul", "und", "zxx"))


@cache
def languages() -> frozenset[str]:
    """Language tags such as `fr`, `pt-BR`, `zh-Hant`."""
    return frozenset(str(code).replace("_", "-") for code in Locale("en").languages) - NOT_WRITTEN


def is_language(tag: str) -> bool:
    return tag in languages()
