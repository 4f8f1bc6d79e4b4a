"""Django's admin, with the export that its documentation shows."""

import csv

from django.contrib import admin
from django.http import StreamingHttpResponse

from . import models as m

FIELDS = (
    *("id", "name", "rating", "duration", "director", "oscar_nominations"),
    *("won_oscar", "description", "poster", "release_date", "box_office"),
    *("barcode", "genre", "studio"),
)


class Echo:
    def write(self, value):
        return value


def export_csv(admin, request, queryset):
    writer = csv.writer(Echo())

    def rows():
        yield writer.writerow(FIELDS)
        for row in queryset.iterator(chunk_size=2000):
            yield writer.writerow([getattr(row, field) for field in FIELDS])

    return StreamingHttpResponse(rows(), content_type="text/csv")


class MovieAdmin(admin.ModelAdmin):
    list_display = FIELDS
    list_select_related = ("director", "studio")
    list_per_page = 25
    list_filter = ("genre", "won_oscar")
    search_fields = ("name",)
    autocomplete_fields = ("director", "studio")
    actions = (export_csv,)
    ordering = ("id",)


class Movie100Admin(MovieAdmin):
    list_per_page = 100


class NameAdmin(admin.ModelAdmin):
    list_display = ("id", "name")
    search_fields = ("name",)
    ordering = ("id",)


if m.MODELS:
    for model in m.MODELS:
        admin.site.register(model)
else:
    admin.site.register(m.Movie, MovieAdmin)
    admin.site.register(m.Movie100, Movie100Admin)
    admin.site.register(m.Director, NameAdmin)
    admin.site.register(m.Studio, NameAdmin)
