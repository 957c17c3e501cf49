from django.conf import settings
from django.urls import reverse

from commons import richtext
from reviews.models import Reader, ReviewRound


def minutes_to_read(review_round: ReviewRound) -> int:
    """An honest length for the invitation: about 200 words a minute, rounded up to five."""
    words = sum(len(richtext.plain_text(html).split()) for html in review_round.chapters.values_list("html", flat=True))
    return max(5, -(-words // 1000) * 5)


def link(token: str) -> str:
    return settings.SITE_URL + reverse("reader_enter", args=[token])


def invitation(reader: Reader, token: str, *, sender: str) -> dict[str, object]:
    """What the invitation says: who, why, how long, until when. Never a title or a word of the draft."""
    return {
        "reader": reader,
        "round": reader.round,
        "commons": reader.round.group.commons,
        "minutes": minutes_to_read(reader.round),
        "sender": sender,
        "link": link(token),
    }
