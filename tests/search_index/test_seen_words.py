"""What is remembered of texts changes nothing about which of their words are found, and stays within bounds."""

from collections.abc import Iterator

import pytest

from search_index import seen_words
from search_index.seen_words import SeenWords

TEXTS = [f"Pumps, (pumping) word{at} and Wells: pump-station {at}" for at in range(200)]
STEMS = frozenset({"pump"})


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[SeenWords]:
    monkeypatch.setattr(seen_words, "MOST_PIECES", 50)
    monkeypatch.setattr(seen_words, "MOST_NUMBERS", 100)
    return SeenWords("en")


def test_words_are_found_as_they_stand_however_often_a_text_is_asked(small: SeenWords) -> None:
    large = SeenWords("en")
    for seen in (large, small, large, small):
        for text in TEXTS:
            assert seen.words_with_stems(text, STEMS) == {"Pumps", "pumping", "pump"}
            assert seen.words_beginning_with(text, "pum") == {"Pumps", "pumping", "pump"}
            assert not seen.words_with_stems(text, frozenset({"water"}))


def test_a_word_met_later_is_found_too(small: SeenWords) -> None:
    for seen in (SeenWords("en"), small):
        assert not seen.words_with_stems("nothing here", STEMS)
        assert seen.words_with_stems("a PUMPED well", STEMS) == {"PUMPED"}
        assert seen.words_with_stems("pumped pump", STEMS) == {"pumped", "pump"}


def test_no_more_is_kept_than_allowed(small: SeenWords) -> None:
    for text in TEXTS:
        small.words_with_stems(text, STEMS)
        assert len(small._pieces) <= 50 + 10
        assert sum(map(len, small._texts.values())) <= 100 + 10
