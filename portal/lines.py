"""What a line of « Ce qui vous attend » is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """Something to do: a sentence and the page where it is done."""

    text: str
    url: str
    action: str
    pressing: bool = False
