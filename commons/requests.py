from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a refused form, not an untouched one."""
    return request.POST if request.method == "POST" else None


def is_page(request: HttpRequest) -> bool:
    """Whether a person opens it, not a script of an open page; over plain HTTP browsers do not tell, but htmx does.

    ``Sec-Fetch-Dest`` would not do: what the service worker passes on has none, whoever opens it.
    """
    return "HX-Request" not in request.headers and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
