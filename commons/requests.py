from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a refused form, not an untouched one."""
    return request.POST if request.method == "POST" else None
