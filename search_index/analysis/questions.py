"""Words that only ask, in writing without spaces. Notes answer and so hardly hold them; the index would take them for telling.

Where words are spaced the index's own counts are enough: what, qué and какой stand in many notes.
"""

import regex

_WORDS = """
为什么 什么样 什么 怎么样 怎么 怎样 如何 多少 谁 何时 何地 何处 何人 為什麼 什麼樣 什麼 怎麼樣 怎麼 怎樣 誰 何時 何處
どのように どのような どうして なぜ どこ どれ どの だれ いくつ いくら 何故 何人 何処
อย่างไร เมื่อไหร่ เมื่อไร ที่ไหน ทำไม เท่าไหร่ เท่าไร อะไร ใคร
"""
_WHICH = "哪[一]?[个些里儿位种类家座年所個裡兒種類]?"
"""With the measure words that follow it most."""
_AT_THE_END = r"[吗呢嗎](?=\P{L}*$)"
_ASKING = regex.compile("|".join([*sorted(_WORDS.split(), key=len, reverse=True), _WHICH, _AT_THE_END]))
_SOMETHING = regex.compile(r"[\p{L}\p{N}]")


def without_asking(text: str) -> str:
    """A question without the words that make it one; unchanged when nothing else would remain."""
    if text.isascii():
        return text
    rest = _ASKING.sub(" ", text)
    return rest if _SOMETHING.search(rest) else text
