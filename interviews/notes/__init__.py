"""The texts of an interview: beside its grid, side by side, imported, over time, away from the network."""
