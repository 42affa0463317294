"""The one blueprint of reuse; its pages stand under the address of the note, or of the team, that they are about."""

from flask import Blueprint

from app.reuse.words import held_name, outcome_name, shape_of, show_measured, stage_name

blueprint = Blueprint("reuse", __name__)
for function in (stage_name, outcome_name, held_name, shape_of, show_measured):
    blueprint.add_app_template_global(function)
