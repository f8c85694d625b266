"""The keys of a plan file, in the order in which it is written: what the loader accepts, the writer writes and the schema describes.

``tests/plan/test_plan_file.py`` holds ``schema/plan.schema.json`` to these lists.
"""

HEAD = (
    "version", "id", "title", "issued", "timezone", "place", "office", "closing", "roles", "basis", "units", "domains", "alerts", "anchors",
    "renamed", "contacts", "tasks",
)  # fmt: skip
TASK = ("no", "name")
ITEM = ("id", "content")
# what a task may say for all its items, and an item for itself
SHARED = ("section", "number", "domains", "units", "leaders", "deadline", "review", "basis", "extra", "closing", "source")
TEXTS = ("section", "number", "deadline", "review", "closing", "source")  # those of them that are one text
ONLY_ITEM = ("anchors",)  # an item's own days from which its deadline counts
UNIT = ("full", "aliases", "members", "open")
ALERTS = ("levels", "light")
RENAMED = ("to", "from")
CONTACT = ("person", "phone")
OFFICE = ("name", "series", "person", "phone")
CLOSINGS = ("report", "accept")  # a report completes (the default), or must be accepted
