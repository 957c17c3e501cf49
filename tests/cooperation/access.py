from tests.access import Line

LINES = [Line("programme", "GET", 200, kwargs=lambda scene: {"slug": scene.commons.slug})]
