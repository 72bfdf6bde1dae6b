"""`python -m pipeline` is the command `bluebook`."""

from pipeline.cli import main

main()
