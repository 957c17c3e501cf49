"""The road into the house: what ``make run`` and ``make test`` do, with the standard library only."""
