"""From the search URL of an installation to the engine that serves it."""

from pathlib import Path

from search_index.errors import UnknownSearchUrl
from search_index.interface import SearchEngine
from search_index.weights import Weights
from search_index.whoosh_engine.engine import WhooshEngine


def open_engine(url: str, home: Path, weights: Weights | None = None) -> SearchEngine:
    """The engine that a CAUSEWAY_SEARCH_URL names: `whoosh:` lies in the installation's home, `whoosh:PATH` elsewhere.

    Without `weights` the packaged ones hold. Opens nothing yet, so it works before there is an index. Raises UnknownSearchUrl.
    """
    scheme, colon, rest = url.partition(":")
    if scheme != "whoosh" or not colon:
        raise UnknownSearchUrl(f"{url!r} names no search engine; expected whoosh:")
    return WhooshEngine(Path(rest) if rest else home / "search", weights=weights)
