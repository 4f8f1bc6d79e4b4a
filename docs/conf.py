"""How Sphinx builds these pages into a site: ``make docs``."""

from scaffold import __version__

project = "piccolo-scaffold"
author = "piccolo-scaffold contributors"
version = release = __version__

extensions = ["myst_parser"]
# Warnings fail the build: every link must lead somewhere, headings included.
nitpicky = True
# As GitHub names the headings, where the same files are read.
myst_heading_anchors = 3
# What is left out of a piece of code is shown as …, which no language knows.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "piccolo_theme"
html_title = "piccolo-scaffold"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
