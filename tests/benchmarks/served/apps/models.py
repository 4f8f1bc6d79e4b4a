"""The tables for SQLAlchemy: three, or as many as ``BENCH_TABLES`` says."""

import datetime as dt
import os
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    Numeric,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from settings import DATABASE, IS_POSTGRES

MANY = int(os.environ.get("BENCH_TABLES", "3"))

URL = (
    DATABASE.replace("postgresql:", "postgresql+asyncpg:")
    if IS_POSTGRES
    else f"sqlite+aiosqlite:///{DATABASE}"
)

engine = create_async_engine(
    URL,
    pool_size=10,
    max_overflow=10,
    connect_args={} if IS_POSTGRES else {"timeout": 30},
)


class Base(DeclarativeBase):
    pass


class Named:
    def __str__(self):
        return self.name

    async def __admin_repr__(self, request):
        return self.name


class Director(Named, Base):
    __tablename__ = "director"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    gender: Mapped[str] = mapped_column(String(1))
    photo: Mapped[str] = mapped_column(String(255))


class Studio(Named, Base):
    __tablename__ = "studio"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text)


class Movie(Named, Base):
    __tablename__ = "movie"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    rating: Mapped[float] = mapped_column(Float)
    duration: Mapped[int] = mapped_column(Integer)
    # The column has the name: sqladmin finds no relationship that has it.
    director: Mapped[int] = mapped_column(ForeignKey("director.id"))
    director_row: Mapped[Director] = relationship(Director)
    oscar_nominations: Mapped[int] = mapped_column(Integer)
    won_oscar: Mapped[bool] = mapped_column(Boolean)
    description: Mapped[str] = mapped_column(Text)
    poster: Mapped[str] = mapped_column(String(255))
    release_date: Mapped[dt.date | None] = mapped_column(Date)
    box_office: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    barcode: Mapped[int] = mapped_column(BigInteger)
    genre: Mapped[int | None] = mapped_column(SmallInteger)
    studio: Mapped[int] = mapped_column(ForeignKey("studio.id"))
    studio_row: Mapped[Studio] = relationship(Studio)


FIELDS = [
    *("id", "name", "rating", "duration", "director_row", "oscar_nominations"),
    *("won_oscar", "description", "poster", "release_date", "box_office"),
    *("barcode", "genre", "studio_row"),
]


def many_models():
    models = []
    for number in range(MANY):
        members = {
            "__tablename__": f"t{number:03}",
            "id": mapped_column(Integer, primary_key=True),
            "name": mapped_column(String(200)),
            "quantity": mapped_column(Integer),
            "ratio": mapped_column(Float),
            "active": mapped_column(Boolean),
            "notes": mapped_column(Text),
            "day": mapped_column(Date),
            "price": mapped_column(Numeric(10, 2)),
            "created": mapped_column(DateTime(timezone=True)),
            "kind": mapped_column(SmallInteger, nullable=True),
        }
        if models:
            members["parent"] = mapped_column(ForeignKey(f"t{number - 1:03}.id"))
            members["parent_row"] = relationship(models[-1])
        models.append(type(f"Table{number:03}", (Base,), members))
    return models
