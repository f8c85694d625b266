"""Deadline phrases: the one place where 完成时限 is understood (docs/contracts.md, "Deadlines").

``resolve`` reads a phrase; ``model`` is what comes out of it. Queries of a compiled plan import ``model`` alone: the grammar in the
other modules costs more to load than such a query costs to run.
"""
