"""Everybody unplaced is told a true reason, everybody placed what the group is for them."""

from itertools import combinations

import pytest

from knowledge.peer_groups.matching.explaining import explain
from knowledge.peer_groups.matching.reading import read_round
from knowledge.peer_groups.matching.reasons import Reasons
from knowledge.peer_groups.matching.relaxing import relaxations
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import broken_rules
from knowledge.peer_groups.matching.solving import solve
from knowledge.peer_groups.matching.wording import explanation_words, reason_words, relaxation_words
from tests.matching.rounds import Data, by_chance, matching, person

OTHERS = [person(n) for n in range(2, 12)]


def words_for_first(people: list[Data], locked: list[list[str]] | None = None, **changes: object) -> str:
    round_ = matching(people, locked or [], **changes)
    return reason_words(round_, Reasons(round_).reason(0))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"languages": []}, "gave no language"),
        ({"availability": []}, "gave no hours"),
        ({"availability": [["mon", "09:00", "10:00"]]}, "gave no hours that hold a meeting of 90 minutes"),
        ({"languages": ["pt"]}, "no meeting window shared with any three people who speak pt"),
        ({"languages": ["pt", "fr"]}, "no meeting window shared with any three people who speak fr or pt"),
        ({"availability": [["sun", "09:00", "12:00"]]}, "no meeting window shared with any three people who speak en"),
        (
            {"keep_apart": [p["id"] for p in OTHERS]},
            "every group of people who share a language and a window breaks a rule",
        ),
        ({}, "no group was found that takes this person without leaving out others"),
    ],
)
def test_the_reason_is_the_fact_that_keeps_the_person_out(change: Data, words: str) -> None:
    assert words_for_first([person(1, **change), *OTHERS]).startswith(words)


def test_reasons_that_lie_in_the_round() -> None:
    assert words_for_first([person(n) for n in range(3)]) == "only three people signed up and the smallest group is 4"
    one = [person(n, organization="one") for n in range(9)]
    assert words_for_first(one).startswith("with at most 1 of an organization those who speak en")
    two_countries = [person(n, country=f"C{n % 2}") for n in range(9)]
    assert "are from 2 countries at most, 4 wanted" in words_for_first(two_countries)


def test_a_locked_persons_reason_names_the_lock() -> None:
    people = [person(1), person(2, languages=["pt"]), *[person(n) for n in range(3, 12)]]
    assert words_for_first(people, [["p001", "p002"]]) == (
        "the locked people cannot be one group: they share no language (locked with p002)"
    )


def test_who_is_said_to_have_no_group_has_none() -> None:
    round_ = read_round(by_chance(3, 16, locked=1, size_bounds=[3, 4], min_countries=3))
    found = Reasons(round_)
    possible = set()
    for size in (3, 4):
        for members in combinations(range(16), size):
            if not broken_rules(round_, members):
                possible |= set(members)
    for place in range(16):
        assert (found.reason(place).kind == "taken") == (place in possible)


def test_a_placement_is_explained_by_what_is_learnt_and_given() -> None:
    people = [person(n, offers=[f"t{n}"], needs=[f"t{(n + 1) % 4}", "rare"]) for n in range(4)]
    round_ = matching(people)
    first = explain(round_, [0, 1, 2, 3])[0]
    assert first.learns == (("t1", (1,)),)
    assert first.gives == (("t0", (3,)),)
    assert first.unmet == ("rare",)
    words = explanation_words(round_, first)
    assert "can learn t1 from p001; can give t0 to p003; all speak en" in words
    assert "18 meeting windows work for all; the group crosses three borders; nobody offers rare" in words


def relaxed_words(round_: Round) -> list[str]:
    return [relaxation_words(round_, one) for one in relaxations(round_, solve(round_, 2), 6)]


def test_the_smallest_relaxations_that_help_are_named() -> None:
    three_countries = matching([person(n, country=f"C{n % 3}") for n in range(6)])
    assert relaxed_words(three_countries)[0] == "allow 3 countries: 6 more people placed"
    two_organizations = matching([person(n, organization=f"o{n % 2}") for n in range(4)])
    assert "allow 2 people of an organization: 4 more people placed" in relaxed_words(two_organizations)
    short = matching([person(n, availability=[["mon", "09:00", "10:00"]]) for n in range(4)])
    assert "meet for 60 minutes: 4 more people placed" in relaxed_words(short)
    locked = matching([person(n, languages=["en" if n else "pt"]) for n in range(5)], [["p000", "p001"]])
    assert "unlock p000 and p001: 4 more people placed" in relaxed_words(locked)


def test_nothing_is_relaxed_when_all_are_placed() -> None:
    assert relaxed_words(matching([person(n) for n in range(5)])) == []
