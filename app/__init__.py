"""Causeway's web application. `create_app` puts settings, extensions, features and commands together."""

import logging
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import assets, context, files, formats, web
from app.config import Settings, read_settings
from app.extensions import babel, compress, csrf, db, limiter, login, migrate
from app.features import register_features
from app.search import engine as search
from knowledge.base import configure_engine

MIGRATIONS = Path(__file__).parent.parent / "migrations"
MAX_REQUEST_BYTES = 8 * 1024 * 1024


def create_app(settings: Settings | None = None, **overrides: object) -> Flask:
    """Build the application object. Without settings they are read from the environment; raises `WrongSetting`."""
    settings = settings or read_settings()
    app = web.Application(__name__, template_folder="../templates", static_folder=None)
    app.config.from_mapping(flask_settings(settings))
    app.config.from_mapping(overrides)
    app.logger.setLevel(logging.INFO)
    for extension in (db, csrf, login, compress, limiter):
        extension.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    babel.init_app(app, locale_selector=context.choose_locale, timezone_selector=context.choose_timezone)
    for part in (formats, context, assets, files, search, web):
        part.init_app(app)
    register_features(app)
    with app.app_context():
        configure_engine(db.engine)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)
    return app


# PostgreSQL would compile a page's statement for half a second to run it for a millisecond, where it has no statistics yet.
POSTGRESQL = {"pool_pre_ping": True, "connect_args": {"options": "-c jit=off"}}


def flask_settings(settings: Settings) -> dict[str, object]:
    """The settings in the names that Flask and its extensions read."""
    return {
        "SETTINGS": settings,
        "NETWORK_NAME": settings.network_name,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": POSTGRESQL if settings.database_url.startswith("postgresql") else {},
        "SESSION_COOKIE_NAME": "causeway",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "MAX_CONTENT_LENGTH": MAX_REQUEST_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_REQUEST_BYTES,
        "MAX_FORM_PARTS": 5_000,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session, so that a long draft can still be saved
        "WTF_CSRF_SSL_STRICT": settings.is_https,
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
        "COMPRESS_MIMETYPES": ["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"],
        "COMPRESS_MIN_SIZE": 500,
    }
