"""govopen: the compliance checklist for a government task decomposition table (任务分解表)."""

__version__ = "0.1.0"
