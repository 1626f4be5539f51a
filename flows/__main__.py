"""`python -m flows` is `tarikh`."""

from flows.cli import main

main()
