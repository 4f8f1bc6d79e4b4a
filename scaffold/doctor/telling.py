"""What ``piccolo-scaffold doctor`` says: a line and its remedy for each finding."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import click

from scaffold.doctor import Report
from scaffold.doctor.checks import Finding

COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}

LACKING = {
    "configuration": "a configuration that can be read",
    "admin": "a generated admin",
    "database": "a database to ask",
    "answer": "an answer of the database",
}

WIDTH = len("warning") + 2


def print_report(report: Report) -> None:
    for finding in report.findings:
        print_finding(finding)
    for need, number in Counter(report.skipped.values()).items():
        checks = "1 check was" if number == 1 else f"{number} checks were"
        click.echo(f"{checks} left out for lack of {LACKING[need]}.")
    click.echo(summary(report))


def print_finding(finding: Finding) -> None:
    word = click.style(f"{finding.severity:<{WIDTH}}", fg=COLOURS[finding.severity])
    place = click.style(finding.place, bold=True)
    click.echo(f"{word}{place}: {finding.what}  [{finding.code}]")
    for line in finding.remedy.splitlines():
        click.echo(f"{' ' * WIDTH}{line}".rstrip())


def summary(report: Report) -> str:
    parts = [counted(report, severity) for severity in COLOURS]
    if report.ignored:
        parts.append(f"{len(report.ignored)} ignored")
    return ", ".join(filter(None, parts)) or "All is well."


def counted(report: Report, severity: str) -> str:
    number = sum(one.severity == severity for one in report.findings)
    return f"{number} {severity}{'s' if number > 1 else ''}" if number else ""


def document(report: Report) -> dict[str, Any]:
    return {
        "findings": [asdict(finding) for finding in report.findings],
        "ignored": [
            {**asdict(finding), "reason": entry.reason}
            for finding, entry in report.ignored
        ],
        "skipped": dict(report.skipped),
    }
