"""How much each kind of match and each fact beside the text counts: read from weights.toml, and from an installation's own file.

docs/decisions/0007-ranking.md has the formula.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

PACKAGED = Path(__file__).with_name("weights.toml")


class WrongWeights(ValueError):
    """A weights file cannot be used; the text names the file, the key and what was expected."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Factors on scores; weights.toml says what each is for."""

    title: float
    exact: float
    character: float
    part: float
    other_language: float
    least: float
    out_of_date: float
    adoption: float
    adoption_half: float
    context: float


BOUNDS: Mapping[str, tuple[float, float]] = {
    "least": (0.01, 1.0),
    "out_of_date": (0.5, 1.0),
    "adoption": (0.0, 0.5),
    "adoption_half": (0.5, 1000.0),
    "context": (0.0, 1.0),
}
"""Least and greatest value that each may have; for all others 0 to 10."""
_OTHERS = (0.0, 10.0)
NAMES = tuple(one.name for one in fields(Weights))


@cache
def packaged() -> Weights:
    """The weights that hold for every collection and language unless an installation says otherwise."""
    return Weights(**_read(PACKAGED))


def read_weights(path: Path) -> Weights:
    """The weights of a file, with the packaged ones for what it leaves out. Raises WrongWeights."""
    return replace(packaged(), **_read(path))


def _read(path: Path) -> dict[str, float]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongWeights(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongWeights(f"{path} is not a TOML file: {error}") from error
    return {key: _checked(path, key, value) for key, value in found.items()}


def _checked(path: Path, key: str, value: object) -> float:
    if key not in NAMES:
        raise WrongWeights(f"{path}: there is no weight {key!r}; there are {', '.join(NAMES)}")
    least, most = BOUNDS.get(key, _OTHERS)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise WrongWeights(f"{path}: {key} = {value!r} cannot be used: expected a number from {least:g} to {most:g}")
    return float(value)
