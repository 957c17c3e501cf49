"""Files of organisations: what is read in them, matched with the directory, shown before it is written."""
