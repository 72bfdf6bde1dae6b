"""Encoding repair: damaged characters come back, and each repair says how.

`repair_text` gives the text, `explain` the steps that lead to it, `repair_bytes` starts from a raw
file and `repair_document` from a chapter, keeping raw offsets.
"""

from pipeline.repair.engine import explain, repair_bytes, repair_document, repair_text
from pipeline.repair.steps import Explanation, Step, replay

__all__ = ["Explanation", "Step", "explain", "repair_bytes", "repair_document", "repair_text", "replay"]
