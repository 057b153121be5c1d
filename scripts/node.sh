#!/bin/sh
# Runs a command with the Node that the console's tools need: the one in .tools where the system's is too old.
set -eu
tools=$(cd "$(dirname "$0")/.." && pwd)/.tools/node_modules/.bin
[ -x "$tools/node" ] && PATH="$tools:$PATH"
export PATH PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
exec "$@"
