import enum

from piccolo.columns import Varchar
from piccolo.columns.choices import Choice
from piccolo.table import Table


class Course(enum.Enum):
    starter = Choice("s", "First course")
    main_course = "m"


class Recipe(Table, help_text="What we cook."):
    name = Varchar(help_text="As on the menu.")
    course = Varchar(choices=Course, default="m")
