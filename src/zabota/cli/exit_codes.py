"""What the exit code of `zabota` means; documented in docs/reference/cli.md."""

OK = 0
PROBLEM_FOUND = 1  # the command worked and found something wrong: doctor, audit-log verify, an import with bad rows
USAGE = 2  # wrong arguments; typer's own
UNREACHABLE = 3  # the database, a file or the network cannot be reached
REFUSED = 4  # it would overwrite or break something; --force or another way is named
