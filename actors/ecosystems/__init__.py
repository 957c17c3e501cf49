"""What is known of an ecosystem of actors: its graph, its drawing, its words, its files."""
