#!/bin/sh
# The running server against its own documents, and a second client of it: `EXAMPLES=200 SEED=7 scripts/conformance.sh -k student`.
set -eu
cd "$(dirname "$0")/.."
cargo build --locked --workspace --bin lyceum
exec scripts/python.sh pytest -q -s --tb=short -p no:cacheprovider openapi/conformance "$@"
