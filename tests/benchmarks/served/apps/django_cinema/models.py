"""The tables for Django: three, or as many as ``BENCH_TABLES`` says."""

import os

from django.db import models

MANY = int(os.environ.get("BENCH_TABLES", "3"))


class Named(models.Model):
    name = models.CharField(max_length=300)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Director(Named):
    class Gender(models.TextChoices):
        MALE = "m"
        FEMALE = "f"
        NON_BINARY = "n"

    gender = models.CharField(max_length=1, choices=Gender.choices)
    photo = models.CharField(max_length=255)

    class Meta:
        managed = False
        db_table = "director"


class Studio(Named):
    description = models.TextField()

    class Meta:
        managed = False
        db_table = "studio"


class Movie(Named):
    class Genre(models.IntegerChoices):
        FANTASY = 1
        SCI_FI = 2
        DOCUMENTARY = 3
        HORROR = 4
        ACTION = 5
        COMEDY = 6
        ROMANCE = 7
        MUSICAL = 8

    rating = models.FloatField()
    duration = models.IntegerField()
    director = models.ForeignKey(Director, models.CASCADE, db_column="director")
    oscar_nominations = models.IntegerField()
    won_oscar = models.BooleanField(default=False)
    description = models.TextField()
    poster = models.CharField(max_length=255)
    release_date = models.DateField(null=True, blank=True)
    box_office = models.DecimalField(max_digits=5, decimal_places=1)
    barcode = models.BigIntegerField(default=0)
    genre = models.SmallIntegerField(choices=Genre.choices, null=True, blank=True)
    studio = models.ForeignKey(Studio, models.CASCADE, db_column="studio")

    class Meta:
        managed = False
        db_table = "movie"


class Movie100(Movie):
    class Meta:
        proxy = True


def many_models():
    found = []
    for number in range(MANY):
        members = {
            "__module__": __name__,
            "Meta": type("Meta", (), {"managed": False, "db_table": f"t{number:03}"}),
            "name": models.CharField(max_length=200),
            "quantity": models.IntegerField(),
            "ratio": models.FloatField(),
            "active": models.BooleanField(),
            "notes": models.TextField(),
            "day": models.DateField(),
            "price": models.DecimalField(max_digits=10, decimal_places=2),
            "created": models.DateTimeField(),
            "kind": models.SmallIntegerField(null=True),
        }
        if found:
            members["parent"] = models.ForeignKey(found[-1], models.CASCADE)
        found.append(type(f"Table{number:03}", (models.Model,), members))
    return found


MODELS = many_models() if MANY > 3 else []
