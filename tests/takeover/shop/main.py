"""The admin."""

from __future__ import annotations

from pathlib import Path

from piccolo_admin.endpoints import TableConfig, create_admin, superuser_validators
from piccolo_api.crud.hooks import Hook, HookType
from piccolo_api.crud.validators import Validators
from piccolo_api.media.local import LocalMediaStorage
from piccolo_api.media.s3 import S3MediaStorage

from . import codes, forms, limits, rules
from .tables import Order, Product, Receipt

FILES = Path(__file__).parent.parent / "files"
FILES.mkdir(exist_ok=True)

admin = create_admin(
    [
        TableConfig(
            Order,
            hooks=[Hook(HookType.pre_save, rules.note)],
            validators=Validators(post_single=[rules.is_fine]),
        ),
        TableConfig(
            Product,
            media_storage=[
                LocalMediaStorage(
                    Product.picture, str(FILES / "pictures"), file_permissions=None
                ),
                S3MediaStorage(
                    Product.manual,
                    "shop",
                    connection_kwargs={"region_name": "eu-west-1"},
                ),
            ],
            validators=Validators(every=[superuser_validators]),
        ),
        Receipt,
    ],
    forms=forms.FORMS,
    translations=[],
    allowed_hosts="shop.example.com",
    sidebar_links={
        "Receipts": "/admin/#/receipt?text=a&text__match=starts",
        "New order": "/admin/#/orders/add",
        "Export": "/admin/#/forms/export",
        "Charts": "https://charts.example.com/#/boards/1",
        "Relative": "#/orders",
    },
    rate_limit_provider=limits.provider,
    mfa_providers=[codes.provider],
)
