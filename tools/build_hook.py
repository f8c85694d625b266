"""A hook of the build: the wheel carries the man page, made from the grammar of the same sources."""

import runpy
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManPage(BuildHookInterface[Any]):
    """Puts share/man/man1/govopen.1 into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the page beside the build; editable installations do without."""
        if version == "editable":
            return
        page = runpy.run_path(str(Path(self.root) / "tools" / "make_man.py"))["page"]()
        self.folder = tempfile.TemporaryDirectory()
        place = Path(self.folder.name) / "govopen.1"
        place.write_text(page, encoding="utf-8")
        build_data["shared_data"][str(place)] = "share/man/man1/govopen.1"

    def finalize(self, _version: str, _build_data: dict[str, Any], _artifact: str) -> None:
        """Clear away what was made."""
        if hasattr(self, "folder"):
            self.folder.cleanup()
