"""How often one may try to log in."""

from __future__ import annotations

from piccolo_api.rate_limiting.middleware import InMemoryLimitProvider

provider = InMemoryLimitProvider(limit=1000, timespan=60)
