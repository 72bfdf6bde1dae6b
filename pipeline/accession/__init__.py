"""Take new files into the corpus: infer what they are, say from what, copy them, write their sidecars.

Nothing here asks or prints. `propose_chapter` says what it would do and where it is in doubt,
`add_chapter` does it, whole or not at all, and `check_corpus` looks after what was added.
"""

from pipeline.accession.add import Given, Proposal, add_chapter, list_candidates, propose_chapter
from pipeline.accession.check import check_corpus, read_counts
from pipeline.accession.infer import Guess

__all__ = [
    "Given",
    "Guess",
    "Proposal",
    "add_chapter",
    "check_corpus",
    "list_candidates",
    "propose_chapter",
    "read_counts",
]
