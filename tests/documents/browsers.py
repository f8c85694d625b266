"""Chromium, for pages that are looked at in tests."""

import re
import shutil
from collections.abc import Callable
from html import unescape

import pytest

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
Browse = Callable[..., str]


def shown(document: str) -> list[str]:
    """Return the ids of the rows that are not filtered away."""
    return [unescape(found) for found in re.findall(r'<tbody data-id="([^"]*)"[^>]* class="on">', document)]
