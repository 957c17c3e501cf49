"""Keeping the directory true: duplicates, corrections, histories, what refers to an organisation."""
