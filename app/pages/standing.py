"""The standing pages: about, help, accessibility, privacy."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.pages.blueprint import blueprint


@blueprint.get("/about")
def about() -> ResponseReturnValue:
    return render_template("pages/about.html")


@blueprint.get("/help")
def help() -> ResponseReturnValue:
    return render_template("pages/help.html")


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return render_template("pages/accessibility.html")


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    return render_template("pages/privacy.html")
