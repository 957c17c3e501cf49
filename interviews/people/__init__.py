"""The people met: what could name them, what is written instead, and the links that are theirs."""
