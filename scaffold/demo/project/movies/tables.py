"""The films of a small repertory cinema, who made them, and the tickets it sells."""

import datetime
import decimal
import enum

from piccolo.columns import (
    JSON,
    UUID,
    Array,
    Boolean,
    Char,
    Date,
    Email,
    ForeignKey,
    Integer,
    Interval,
    Numeric,
    OnDelete,
    Serial,
    SmallInt,
    Text,
    Timestamp,
    Timestamptz,
    Varchar,
)
from piccolo.columns.readable import Readable
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Director(Table, help_text="Who made the films."):
    id: Serial
    name = Varchar(
        length=100,
        unique=True,
        help_text="As it stands in the credits.",
    )
    country = Varchar(
        length=60,
        index=True,
        help_text="Where they were born.",
    )
    born = Date(default=None, null=True)
    died = Date(default=None, null=True, help_text="Empty for the living.")
    biography = Text()

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s", columns=[cls.name])


class Studio(Table, help_text="Companies that produced or first released a film."):
    id = UUID(primary_key=True)
    name = Varchar(length=100, unique=True)
    country = Varchar(length=60, index=True)
    founded = SmallInt(default=None, null=True, help_text="The year.")
    website = Varchar(
        length=200,
        default=None,
        null=True,
        help_text="With https:// in front.",
    )
    active = Boolean(default=True, help_text="Still making films under this name.")

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s", columns=[cls.name])


class Genre(enum.Enum):
    action = "action"
    animation = "animation"
    comedy = "comedy"
    crime = "crime"
    documentary = "documentary"
    drama = "drama"
    fantasy = "fantasy"
    horror = "horror"
    musical = "musical"
    romance = "romance"
    science_fiction = "science fiction"
    thriller = "thriller"
    war = "war"
    western = "western"


class Certificate(enum.IntEnum):
    """Who may see a film; the value is the age."""

    everyone = 0
    from_six = 6
    from_twelve = 12
    from_sixteen = 16
    adults = 18


class Movie(Table, help_text="The films in our library."):
    id: Serial
    title = Varchar(length=200, required=True, index=True)
    original_title = Varchar(
        length=200,
        default=None,
        null=True,
        help_text="In the language of the film, where it is another.",
    )
    year = SmallInt(
        required=True,
        index=True,
        help_text="When it was first shown.",
    )
    director = ForeignKey(
        references=Director,
        null=False,
        on_delete=OnDelete.restrict,
    )
    studio = ForeignKey(
        references=Studio,
        on_delete=OnDelete.set_null,
        help_text="Empty for independent productions.",
    )
    genre = Varchar(length=20, default=Genre.drama, choices=Genre)
    certificate = SmallInt(
        default=Certificate.from_twelve,
        choices=Certificate,
        help_text="The age from which we let people in.",
    )
    running_time = Interval(default=datetime.timedelta(hours=2))
    in_colour = Boolean(default=True)
    languages = Array(
        base_column=Char(length=2),
        help_text="What is spoken in it, as ISO 639-1 codes. None for silent films.",
    )
    rating = Numeric(
        digits=(3, 1),
        default=None,
        null=True,
        index=True,
        help_text="From 0 to 10, as our audience voted. Empty before the first vote.",
    )
    votes = Integer(default=0)
    synopsis = Text()
    print_details = JSON(
        default=None,
        null=True,
        help_text="The copy in our archive. Empty when we have to rent one.",
    )
    in_programme = Boolean(default=False, help_text="Shown this season.")
    added_at = Timestamptz(help_text="When it came into our library.")

    unique_title_year = Unique([title, year])
    check_rating = Check((rating >= 0) & (rating <= 10))

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s (%s)", columns=[cls.title, cls.year])


class Category(enum.Enum):
    full = "F"
    reduced = "R"
    child = "C"
    guest = "G"


class Ticket(Table, help_text="One seat at one screening."):
    id: Serial
    code = Char(
        length=8,
        unique=True,
        help_text="Printed under the bar code.",
    )
    movie = ForeignKey(references=Movie, null=False)
    starts_at = Timestamptz(index=True, help_text="When the film begins.")
    doors_open = Timestamp(
        default=None,
        null=True,
        help_text="On the clock of the cinema, whatever the time zone.",
    )
    seat = Varchar(length=4, help_text="Row and number, such as F12.")
    category = Char(length=1, default=Category.full, choices=Category)
    price = Numeric(digits=(6, 2), default=decimal.Decimal("9.50"))
    customer = Varchar(length=100, help_text="The name on the booking.")
    email = Email(default=None, null=True)
    booked_at = Timestamptz()
    admitted = Boolean(default=False, help_text="The ticket was shown at the door.")
    note = Text(default=None, null=True)

    check_price = Check(price >= 0)

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s, seat %s", columns=[cls.code, cls.seat])
