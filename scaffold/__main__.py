"""``python -m scaffold`` is ``piccolo-scaffold``."""

from scaffold.cli import main

main()
