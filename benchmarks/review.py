"""Measure the review page with many events: file size, time until it is ready, time of a filter keystroke.

    python benchmarks/review.py [--events 20000] [--runs 5]

Needs Playwright and an installed Chromium. A keystroke is timed inside the page, from the key's input event
until the counts, the timeline and the rows are new and the browser has laid them out.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from playwright.sync_api import Page, sync_playwright  # noqa: E402
from synthetic_tables import make_tables, write_corpus, write_tables  # noqa: E402

from pipeline.review import build_page  # noqa: E402

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WORDS = "minister of canada"
KEYSTROKE = """async (text) => {
  const box = document.getElementById("f-text");
  const start = performance.now();
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((done) => document.addEventListener("filtered", done, { once: true }));
  document.body.offsetHeight;
  return performance.now() - start;
}"""


def time_ready(page: Page, path: Path) -> float:
    start = time.perf_counter()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables, texts = make_tables(arguments.events)
        write_tables(tables, folder / "outputs")
        write_corpus(texts, folder / "corpus")
        start = time.perf_counter()
        html = build_page(folder / "outputs", folder / "corpus")
        built = time.perf_counter() - start
        path = folder / "review.html"
        path.write_text(html, encoding="utf-8")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            ready, keys = [], []
            for _ in range(arguments.runs):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                ready.append(time_ready(page, path))
                for size in range(1, len(WORDS) + 1):
                    keys.append(page.evaluate(KEYSTROKE, WORDS[:size]))
                page.close()
            browser.close()
        words = sum(len(text.split()) for text in texts.values())
    print(f"events                        {arguments.events:>10,}   in {words:,} words of chapters")
    print(f"page made in                  {built:>10.1f} s")
    print(f"file                          {len(html.encode()) / 1e6:>10.1f} MB (goal: under 15)")
    print(f"ready, median of {arguments.runs}            {statistics.median(ready):>10.2f} s (goal: under 2)")
    print(f"filter keystroke, median      {statistics.median(keys):>10.0f} ms (goal: under 100)")
    print(f"filter keystroke, slowest     {max(keys):>10.0f} ms")


if __name__ == "__main__":
    main()
