"""Reviewing: the tables beside their evidence, as one page that opens from disk or is served on this machine.

`page` makes the HTML file, `server` serves it and writes decisions straight to corpus/corrections.csv, `gold`
makes a test set of what was decided.
"""

from pipeline.review.gold import write_reviewed_gold
from pipeline.review.page import build_page, render_page
from pipeline.review.server import make_server, serve

__all__ = ["build_page", "make_server", "render_page", "serve", "write_reviewed_gold"]
