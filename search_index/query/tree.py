"""The query tree: what was asked, before any language or engine comes into it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words: any may match, more rank higher."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    text: str


@dataclass(frozen=True, slots=True)
class InField:
    """Only in one field: a text field's words, or a facet's value."""

    name: str
    node: "Node"


@dataclass(frozen=True, slots=True)
class AllOf:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Excluding:
    """What `wanted` finds without what any of `unwanted` finds; `wanted` None stands for everything."""

    wanted: "Node | None"
    unwanted: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Preferring:
    """`required` must match; `preferred` only ranks higher."""

    required: "Node"
    preferred: "Node"


@dataclass(frozen=True, slots=True)
class Everything:
    """All notes of the audience: for browsing by filters alone."""


Node = Words | Phrase | Prefix | InField | AllOf | AnyOf | Excluding | Preferring | Everything
