#!/bin/sh
# Usage: install-browser.sh BIN (the bin folder of a virtual environment with Playwright)
# Makes sure that the tests find a Chromium: one on the PATH, or Playwright's own.
set -eu

installed() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return
    done
    return 1
}

if installed; then
    exit
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    # Run once, too: a package of that name may be no more than a pointer to a snap.
    if apt-get update -qq &&
        apt-get install -y -qq --no-install-recommends chromium fonts-liberation &&
        chromium --version; then
        exit
    fi
fi
"$1/playwright" install chromium
