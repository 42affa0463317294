"""Pages of people: sign-in, joining, profile."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.people import signed_in  # noqa: F401  registers how a sign-in is found again

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    return render_template("people/sign_in.html")
