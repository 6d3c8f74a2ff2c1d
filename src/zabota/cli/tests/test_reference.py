"""docs/reference/cli.md and `--help` say the same: every command and every option, in both directions."""

import re
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from zabota.cli import exit_codes
from zabota.cli.app import build

REFERENCE = Path(__file__).parents[4] / "docs" / "reference" / "cli.md"


def commands() -> dict[str, TyperCommand | TyperGroup]:
    root = typer.main.get_command(build())
    assert isinstance(root, TyperGroup)
    return dict(root.commands)


def options_of(command: TyperCommand | TyperGroup) -> set[str]:
    inner = command.commands.values() if isinstance(command, TyperGroup) else [command]
    parameters = [parameter for one in inner for parameter in one.params]
    named = {option for parameter in parameters for option in (*parameter.opts, *parameter.secondary_opts)}
    return {option for option in named if option.startswith("--")} - {"--help"}


def described() -> dict[str, str]:
    parts = re.split(
        r"^### zabota (\S+)$", REFERENCE.read_text(encoding="utf-8").split("## Environment")[0], flags=re.M
    )
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_is_in_the_reference_and_no_other():
    assert set(described()) == set(commands())


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_is_in_the_reference_and_no_other(name):
    named = set(re.findall(r"`(--[a-z-]+)", described().get(name, "")))
    assert named - {"--force"} == options_of(commands()[name]) - {"--force"}
    assert ("--force" in options_of(commands()[name])) == ("--force" in described()[name])


def test_the_exit_codes_are_in_the_reference():
    codes = {value for name, value in vars(exit_codes).items() if name.isupper()}
    assert codes == {
        int(code) for code in re.findall(r"^\| (\d) \|", REFERENCE.read_text(encoding="utf-8"), flags=re.M)
    }
