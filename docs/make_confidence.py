"""Extract the gold texts, weigh the signs of their readings, and write pipeline/lexicon/confidence.toml.

`make calibrate` calls it. The signs do not depend on the points, so that one pass is enough.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from calibration import confidence_lines, find_events, fit_points, points_file
from make_accuracy import GOLD, ROOT, WIDE, extract_gold


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for name, gold in (("dev", GOLD), ("wide", WIDE)):
            extract_gold(gold, Path(folder) / name)
            found += find_events(gold, Path(folder) / name)
    points = fit_points(found)
    (ROOT / "pipeline/lexicon/confidence.toml").write_text(points_file(points, found), encoding="utf-8")
    sys.stdout.write("\n".join(confidence_lines(found)) + "\n")


if __name__ == "__main__":
    main()
