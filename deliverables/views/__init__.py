"""Pages of deliverables: drafting (the team), publishing (the coordination), editions (everyone)."""
