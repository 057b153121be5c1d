#!/bin/sh
# Format, lints, types, documents; licences and sources of dependencies.
set -eu
cd "$(dirname "$0")/.."
cargo fmt --all --check
cargo clippy --locked --workspace --all-targets -- -D warnings
scripts/node.sh scripts/web.sh
scripts/node.sh npm --prefix gateway/web run check
scripts/node.sh npm --prefix openapi/sdk-typescript test
scripts/python.sh ruff check --no-cache openapi/conformance
scripts/python.sh ruff format --no-cache --check openapi/conformance
scripts/node.sh node scripts/licences.mjs
