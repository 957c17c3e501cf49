"""An interview over time: its states, what it still lacks, its place in a calendar."""
