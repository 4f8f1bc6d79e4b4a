"""Make the tables of people and sessions in a database, and one person."""

import asyncio

from piccolo.apps.user.tables import BaseUser
from piccolo_api.session_auth.tables import SessionsBase

from settings import PASSWORD, USERNAME


async def main() -> None:
    await BaseUser.create_table(if_not_exists=True)
    await SessionsBase.create_table(if_not_exists=True)
    if not await BaseUser.exists().where(BaseUser.username == USERNAME):
        await BaseUser.create_user(
            username=USERNAME,
            password=PASSWORD,
            email="somebody@example.com",
            admin=True,
            active=True,
            superuser=True,
        )


if __name__ == "__main__":
    asyncio.run(main())
