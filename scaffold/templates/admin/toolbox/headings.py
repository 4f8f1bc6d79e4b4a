"""The headings of a list."""

from __future__ import annotations

from markupsafe import Markup, escape

from .cells import as_html
from .i18n import gettext as _
from .listing import Listing


class Headings:
    """Functions, since a list has so many that macros would take long."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.also = as_html(_("Sort by {column}, too"))

    def heading(
        self,
        name: str,
        label: str,
        *,
        sortable: bool = True,
        help: str = "",
        **attributes: str,
    ) -> Markup:
        """That of a column. ``attributes`` are more of its tag's, such as ``class``."""
        shown = self.links(name, label) if sortable else escape(label)
        if sortable:
            attributes["aria-sort"] = self.listing.direction(name)
        if help:
            attributes["title"] = help
        more = "".join(f' {key}="{escape(text)}"' for key, text in attributes.items())
        return Markup(f'<th scope="col"{more}>{shown}</th>')

    def links(self, name: str, label: str) -> str:
        """To sort by a column; and by it, too, if the list is sorted by others."""
        listing, rank, shown = self.listing, self.listing.rank(name), escape(label)
        link = f'<a href="{escape(listing.sorted_by(name))}">{shown}</a>'
        if len(listing.order) <= (1 if rank else 0):
            return link
        address, words = listing.also_sorted_by(name), self.also.format(column=shown)
        return (
            f'{link}<a class="also" href="{escape(address)}" '
            f'aria-label="{words}" title="{words}">{rank or "+"}</a>'
        )
