"""What is measured. ``apps`` has what runs in the servers."""

from .base import Peer
from .by_hand import ByHand, ByHandGuarded
from .django import Django
from .ours import Ours
from .piccolo_admin import PiccoloAdmin
from .sqladmin import SqlAdmin
from .starlette_admin import StarletteAdmin

OURS = Ours()

LIMITS: tuple[Peer, ...] = (ByHand(), ByHandGuarded())

ADMINS: tuple[Peer, ...] = (PiccoloAdmin(), StarletteAdmin(), SqlAdmin(), Django())

PEERS: tuple[Peer, ...] = (OURS, *LIMITS, *ADMINS)

__all__ = ["ADMINS", "LIMITS", "OURS", "PEERS", "Peer"]
