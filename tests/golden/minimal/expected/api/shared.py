"""What is not about one table."""

from __future__ import annotations

from fastapi import APIRouter

from ..toolbox.rest.openapi import REFUSED
from . import documentation, forms, mfa, people, tables

router = APIRouter(responses=REFUSED)

for module in (tables, forms, people, mfa, documentation):
    router.include_router(module.router)
