"""What a query that finds nothing becomes when it asks for less."""

import pytest

from search_index.query.loosening import with_any_word, without_each_word


@pytest.mark.parametrize(
    ("query", "loosened"),
    [
        ("pump AND repair", "pump repair"),
        ('"water committee" pump', "water committee pump"),
        ("+pump -solar", "pump"),
        ("title:depot pump*", "depot pump"),
        ("(pump AND repair) OR well", "pump repair well"),
        ("pump repair", ""),
        ("", ""),
        ('"AND" AND x', "x"),
    ],
)
def test_any_of_the_words(query: str, loosened: str) -> None:
    assert with_any_word(query) == loosened


def test_each_part_of_a_strict_query_is_left_out_once() -> None:
    assert list(without_each_word('pump AND "two words" AND title:depot -solar')) == [
        ("pump", '"two words" AND title:depot -solar'),
        ('"two words"', "pump AND title:depot -solar"),
        ("title:depot", 'pump AND "two words" -solar'),
    ]


@pytest.mark.parametrize("query", ["pump repair", "pump", "+pump", "pump OR (a AND b)", "", "AND", '"'])
def test_other_queries_have_no_part_to_leave_out(query: str) -> None:
    assert list(without_each_word(query)) == []
