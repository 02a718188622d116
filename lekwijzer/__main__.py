"""`python -m lekwijzer` is the command line."""

from lekwijzer.cli import main

main()
