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
if [ ! -f gateway/web/dist/.built ] || [ -n "$(find gateway/web/src gateway/web/*.html gateway/web/*.ts gateway/web/public openapi -newer gateway/web/dist/.built -type f -not -path '*/node_modules/*' 2>/dev/null | head -n 1)" ]; then
  npm --prefix gateway/web run build
  touch gateway/web/dist/.built
fi
