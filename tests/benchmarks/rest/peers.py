"""What is measured. All have the addresses of Piccolo Admin."""

from __future__ import annotations

from ..served.peers.piccolo_admin import PiccoloAdmin


class Ours(PiccoloAdmin):
    name = "piccolo-scaffold"
    app = "ours"
    root = ""
    ready = "/public/meta/"


class ByHand(Ours):
    """A statement for each address, sent by the driver; and one for the session."""

    name = "by hand"
    app = "by_hand_json"


class ByHandPiccolo(Ours):
    """The same with FastAPI and Piccolo's queries."""

    name = "by hand, with Piccolo"
    app = "by_hand_piccolo"


OURS = Ours()

LIMITS = ByHand(), ByHandPiccolo()

PICCOLO_ADMIN = PiccoloAdmin()

PEERS: tuple[PiccoloAdmin, ...] = (OURS, *LIMITS, PICCOLO_ADMIN)
