#!/bin/sh
# Packages and build of the console, each only when its inputs changed.
set -eu
cd "$(dirname "$0")/.."

packages() { # folder: npm ci unless the lock file is the one installed
  stamp=$1/node_modules/.installed
  if ! cmp -s "$1/package-lock.json" "$stamp"; then
    npm ci --prefix "$1" --no-audit --no-fund --loglevel=error
    cp "$1/package-lock.json" "$stamp"
  fi
}

packages gateway/web
built=gateway/web/dist/.built
changed() { find gateway/web/src gateway/web/public gateway/web/*.* openapi/sdk-typescript -newer "$built" -type f -not -path '*/node_modules/*' | head -n 1; }
if [ ! -f "$built" ] || [ -n "$(changed)" ]; then
  npm --prefix gateway/web run build
  touch "$built"
fi
