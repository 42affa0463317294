"""The application object that a server runs: `gunicorn wsgi:app`, `flask --app wsgi ...`."""

from app import create_app

app = create_app()
