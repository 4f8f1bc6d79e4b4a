"""What the commands say: a module for each, and what they share."""

from __future__ import annotations

from scaffold.telling.admin import (
    plan_document,
    print_diff,
    print_left,
    print_plan,
    print_references,
    print_remarks,
    print_report,
)
from scaffold.telling.editing import print_copies, print_form, print_templates
from scaffold.telling.files import QUIET, summary
from scaffold.telling.starting import print_app, print_project
from scaffold.telling.status import print_status
from scaffold.telling.tokens import print_tokens, tokens_document
from scaffold.telling.wiring import print_missing
from scaffold.telling.words import (
    COLOURS,
    Progress,
    as_json,
    command,
    confirm,
    shortened,
    tell,
)

__all__ = [
    "COLOURS",
    "QUIET",
    "Progress",
    "as_json",
    "command",
    "confirm",
    "plan_document",
    "print_app",
    "print_copies",
    "print_diff",
    "print_form",
    "print_left",
    "print_missing",
    "print_plan",
    "print_project",
    "print_references",
    "print_remarks",
    "print_report",
    "print_status",
    "print_templates",
    "print_tokens",
    "shortened",
    "summary",
    "tell",
    "tokens_document",
]
