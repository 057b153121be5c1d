#!/bin/sh
# Packages and build of the console, each only when its inputs changed.
set -eu
cd "$(dirname "$0")/.."

# Not `npm ci`: it refuses a lock file that lacks the linter's binaries for systems that a registry does not carry.
packages() { # folder: installs the lock file's versions unless they are there
  stamp=$1/node_modules/.installed
  if ! cmp -s "$1/package-lock.json" "$stamp"; then
    npm install --prefix "$1" --no-save --no-audit --no-fund --loglevel=error
    cp "$1/package-lock.json" "$stamp"
  fi
}

packages openapi/sdk-typescript
packages gateway/web
built=gateway/web/dist/.built
changed() { find gateway/web/src gateway/web/worker gateway/web/public gateway/web/*.* openapi/sdk-typescript -newer "$built" -type f -not -path '*/node_modules/*' -not -path '*/dist/*' | head -n 1; }
if [ ! -f "$built" ] || [ -n "$(changed)" ]; then
  npm --prefix gateway/web run build
  touch "$built"
fi
