"""From a selection in a browser to an anchor in the frozen text, and back."""

from dataclasses import dataclass

from commons import anchoring, richtext
from commons.anchoring import Anchor
from commons.richtext import Block

#: Longer selections are a paragraph, not a passage (code points).
LONGEST = 2000


@dataclass(frozen=True)
class Quoted:
    """Where a remark goes. ``kept`` is false when the passage sent was not in the block: the anchor is the block."""

    anchor: Anchor
    kept: bool = True


def block_of(html: str, block_id: str) -> Block | None:
    """The block of the frozen text that a remark may be about: one that has an identifier and says something."""
    return next(
        (block for block in richtext.blocks(html) if block.id == block_id and block_id and block.text.strip()), None
    )


def place(html: str, block: Block, quote: str, near: int = 0) -> Quoted:
    """Anchor ``quote``, a selection in ``block`` of ``html``; ``near`` (code points from the block's start) tells two
    same passages apart.

    Spaces are compared folded, the stored quote is the text's own. Quotes are taken in the frozen text only: what an
    insertion shows today may be masked tomorrow and must not survive in a remark.
    """
    wanted = anchoring.fold_spaces(quote).strip()
    if not wanted:
        return Quoted(Anchor(block.id, ""))
    text = anchoring.fold_spaces(block.text)
    starts = [at for at in range(len(text)) if text.startswith(wanted, at)]
    if not starts or len(wanted) > LONGEST:
        return Quoted(Anchor(block.id, ""), kept=False)
    start = block.start + min(starts, key=lambda at: abs(at - near))
    return Quoted(anchoring.describe(richtext.blocks(html), start, start + len(wanted)))
