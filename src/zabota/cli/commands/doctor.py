from typing import Annotated

import typer

from zabota.cli import exit_codes
from zabota.cli.language import _

MARKS = {"ok": "✓", "warning": "!", "problem": "✗"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help=_("Answer for a script"))] = False) -> None:
    from dataclasses import asdict

    from zabota.cli.terminal import say, say_json, start_django

    start_django()
    from zabota.cli.doctor.examination import examine
    from zabota.cli.doctor.findings import Verdict

    findings = list(examine())
    sick = any(finding.verdict is Verdict.PROBLEM for finding in findings)
    if as_json:
        say_json({"healthy": not sick, "findings": [asdict(finding) for finding in findings]})
    else:
        width = max(len(finding.title) for finding in findings)
        for finding in findings:
            say(f"{MARKS[finding.verdict]} {finding.title:<{width}}  {finding.seen}")
            if finding.mend:
                say(f"  {'':<{width}}  → {finding.mend}")
    raise typer.Exit(exit_codes.PROBLEM_FOUND if sick else exit_codes.OK)


def register(app: typer.Typer) -> None:
    app.command("doctor", help=_("Look for what is wrong with this installation, and say how to mend it."))(doctor)
