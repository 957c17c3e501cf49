from tests.access import Line

LINES = [
    Line("home", "GET", 200),
    Line("commons_card", "GET", 200, kwargs=lambda scene: {"slug": scene.commons.slug}),
    Line("legal", "GET", 200),
    Line("accessibility", "GET", 200),
    Line("mailbox", "GET", 200, note="demonstration"),
    Line("health", "GET", 200),
]
