"""What ``piccolo-scaffold doctor`` says: a line and its remedy for each finding."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from scaffold.doctor import Report
from scaffold.doctor.checks import Finding

COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}

WIDTH = len("warning") + 2


def print_report(report: Report) -> None:
    for finding in report.findings:
        print_finding(finding)
    if report.skipped:
        click.echo(f"Not checked: {', '.join(report.skipped)}")
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
        "skipped": list(report.skipped),
    }
