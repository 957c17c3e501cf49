"""Long kills and loads, which must hold: ``make soak``."""
