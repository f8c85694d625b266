"""How long a dashboard takes to answer a filter: ``python benchmarks/dashboard.py [ITEMS]`` prints markdown; needs Chromium.

A probe is put behind the page. It sets each filter as a person does, and measures from the event until the page has been laid out and painted
again; the wait after the last letter of a search counts too.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks import data  # noqa: E402  the package is not installed

FILTERS = {
    "责任单位": {"unit": data.UNIT},
    "状态": {"status": "正常"},
    "领域": {"domain": "就业"},
    "工作任务": {"task": "7"},
    "查找一项": {"text": "第77项"},
    "查找全部": {"text": "制度"},
    "单位与查找": {"unit": "市第7局", "text": "分工"},
    "清除筛选": {},
}
PROBE = """
<script>
(function () {
  var form = document.querySelector("form"), count = document.getElementById("count"), asks = FILTERS, out = [];
  function next(number) {
    if (number >= asks.length) { console.log("FIGURES " + JSON.stringify(out) + " END"); return; }
    var values = asks[number], begun = 0, watch = new MutationObserver(function () {
      watch.disconnect();
      document.body.offsetHeight;
      requestAnimationFrame(function () { setTimeout(function () {
        out.push([performance.now() - begun, count.textContent]);
        setTimeout(function () { next(number + 1); }, 50);
      }, 0); });
    });
    ["unit", "status", "domain", "task", "text"].forEach(function (name) { form.elements[name].value = values[name] || ""; });
    watch.observe(count, { childList: true, characterData: true, subtree: true });
    begun = performance.now();
    form.dispatchEvent(new Event(values.text ? "input" : "change", { bubbles: true }));
  }
  window.addEventListener("load", function () { out.push([performance.now(), ""]); setTimeout(function () { next(0); }, 1000); });
}());
</script>
"""


def probe(page: Path, folder: Path, chromium: str) -> list[tuple[float, str]]:
    """Return the time to load the page, then of each filter, in milliseconds, with what the page says that it found."""
    probed = folder / "probed.html"
    probed.write_text(page.read_text(encoding="utf-8") + PROBE.replace("FILTERS", json.dumps(list(FILTERS.values()))), encoding="utf-8")
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1280,900", "--disable-background-networking",
        "--remote-debugging-port=0", f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr", probed.as_uri(),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8") as browser:
        late = threading.Timer(120, browser.kill)
        late.start()
        assert browser.stderr is not None
        found = next((line for line in browser.stderr if "FIGURES" in line), None)
        late.cancel()
        browser.kill()
    if found is None:
        raise SystemExit("the page said nothing within two minutes")
    return [(time, text) for time, text in json.loads(found.split("FIGURES ", 1)[1].split(" END", 1)[0])]


def main() -> None:
    """Make the dashboard of a plan, ask it three times, print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", nargs="?", type=int, default=10_000)
    count = parser.parse_args().items
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data.make_plan(folder / "tasks.yaml", count)
        env = {**os.environ, "GOVOPEN_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "govopen_cli", "export", "-o", "page.html", "--today", "2021-06-15"]
        subprocess.run(command, cwd=folder, env=env, check=True)
        page = folder / "page.html"
        runs = [probe(page, folder, chromium) for _ in range(3)]
        print(f"A dashboard of {count:,} items, {page.stat().st_size / 1e6:.1f} MB\n\n| | ms | |\n|---|---|---|")
        for number, title in enumerate(["打开", *FILTERS]):
            print(f"| {title} | {statistics.median(run[number][0] for run in runs):.0f} | {runs[0][number][1]} |")


if __name__ == "__main__":
    main()
