"""A document with a task table to a plan."""
