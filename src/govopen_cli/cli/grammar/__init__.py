"""The command line as data: commands, arguments, options, their Chinese help, and what completes what.

Typer's commands (``main``), the fast reader (``fast``), the help pages (``help``) and completion (``complete``) are all made from it; none of
them says again what stands here. ``parts`` is what it is made of, ``queries``, ``acts``, ``papers``, ``plans``, ``files`` and ``aids`` hold the commands, ``table`` is all
of them: a question of a script needs the first two alone. The module of a command has the command's name: ``done`` is ``cli/done.py``, ``state merge`` is
``cli/state/merge.py``; a word that Python keeps for itself gets an underscore (``import_``).
"""
