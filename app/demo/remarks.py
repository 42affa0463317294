"""Writes what readers of the demo network say under notes, and the one report that waits for its coordinators."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.notices.models import Notice
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.remarks.models import Remark
from knowledge.remarks.reporting import report_remark
from knowledge.remarks.speaking import answer_question, ask_about_note, mark_helpful, thank_authors

FILE = Path(__file__).parent / "remarks.json"


def write_remarks(session: Session, notes: Mapping[str, Note], people: Mapping[str, Member]) -> None:
    """Through the services, as its people would, on the days the file says."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    for said in data["thanks"]:
        dated(
            session,
            thank_authors(session, actor_for(session, people[said["by"]]), notes[said["note"]], said["text"]),
            said,
        )
    for said in data["questions"]:
        speaker = actor_for(session, people[said["by"]])
        question = dated(session, ask_about_note(session, speaker, notes[said["note"]], said["text"]), said)
        for reply in said["answers"]:
            write_answer(session, question, reply, people)


def write_answer(session: Session, question: Remark, said: Mapping[str, Any], people: Mapping[str, Member]) -> None:
    """An answer; `helped` names who says that it did, `reported` who reported it, when and why."""
    answer = answer_question(session, actor_for(session, people[said["by"]]), question, said["text"])
    dated(session, answer, said)
    if "helped" in said:
        mark_helpful(session, actor_for(session, people[said["helped"]]), answer)
    if "reported" in said:
        told = said["reported"]
        report = report_remark(session, actor_for(session, people[told["by"]]), answer, told["reason"])
        report.at = moment_of(told)


def moment_of(said: Mapping[str, Any]) -> datetime:
    return datetime.combine(date.fromisoformat(said["at"]), time(10), UTC)


def dated(session: Session, remark: Remark, said: Mapping[str, Any]) -> Remark:
    """The remark, and the notices of it, on the day the file says."""
    remark.at = moment_of(said)
    told = update(Notice).where(Notice.subject_type == "remark", Notice.subject_id == remark.id)
    session.execute(told.values(created_at=remark.at))
    return remark
