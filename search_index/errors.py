"""What can go wrong with the index, as facts; the web decides what a reader is told."""


class SearchError(Exception):
    """Base of everything that this package raises on purpose."""


class EmptyAudience(SearchError, ValueError):
    """A search without audience terms was asked for; it would have to show nothing or everything, so it is refused."""


class SearchUnavailable(SearchError):
    """The index is missing or cannot be read. A rebuild mends it; the database is untouched."""


class ForeignIndex(SearchUnavailable):
    """The index folder does not belong to this process's user: index files are executable data and stay unopened."""


class DrainerRunning(SearchError):
    """Another process holds the drainer's lock."""


class Stopped(SearchError):
    """Long work was told to stop. It left nothing half; when it is begun again, it begins anew."""


class UnknownSearchUrl(SearchError, ValueError):
    """The search URL names no engine that this package has."""
