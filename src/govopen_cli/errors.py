"""Every way in which a command can fail, with its exit code (docs/architecture.md, "Exit codes")."""


class ExitCode:
    """The process exit codes; a crash never shares a code with "something is overdue". Plain numbers: an enum costs as much as a query."""

    OK = 0
    USAGE = 2
    PLAN = 3
    STATE = 4
    CONFLICT = 5
    OUTPUT = 6
    OVERDUE = 10
    SOON = 11
    BUG = 70
    INTERRUPTED = 130


class GovopenError(Exception):
    """A situation that ends the command: one Chinese sentence that names the value, the place and the way out."""

    code = ExitCode.BUG


class UsageError(GovopenError):
    """The command line names something that does not exist, is ambiguous or cannot be read."""

    code = ExitCode.USAGE


class PlanError(GovopenError):
    """The plan file is missing, unreadable or invalid."""

    code = ExitCode.PLAN


class StateError(GovopenError):
    """The state file is locked too long, unreadable, damaged or written by a newer govopen."""

    code = ExitCode.STATE


class OutputError(GovopenError):
    """A file that the user asked for cannot be written."""

    code = ExitCode.OUTPUT
