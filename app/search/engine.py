"""The one engine object of a process, and what a search of its may read."""

from flask import Flask, current_app

from search_index.interface import SearchEngine
from search_index.opening import open_engine

__all__ = ["init_app", "search_engine"]


def init_app(app: Flask) -> None:
    """Give the application its engine. Opens nothing yet."""
    settings = app.config["SETTINGS"]
    app.extensions["search_engine"] = open_engine(settings.search_url, settings.home, settings.search_weights)


def search_engine() -> SearchEngine:
    """The engine; shared by the threads of the process."""
    engine: SearchEngine = current_app.extensions["search_engine"]
    return engine
