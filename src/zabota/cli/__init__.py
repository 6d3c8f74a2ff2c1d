"""The `zabota` command: one module a command in `commands/`, each imported cheaply and working lazily.

A module with a function `register(app)` placed in `commands/` is a command; nothing else has to be changed.
"""


def main() -> None:
    from zabota.cli.app import build

    build()()
