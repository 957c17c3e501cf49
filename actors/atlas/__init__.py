"""Who acts where: areas, the list of a territory, its map, its sheet for workshops."""
