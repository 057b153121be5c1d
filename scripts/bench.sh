#!/bin/sh
# Builds for release and runs the benchmarks: `bench.sh [PREFIX]`.
set -eu
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
cargo build --locked --release -p lyceum-gateway -p lyceum-loadtest --bins >&2
cargo build --locked --release -p lyceum-media -p lyceum-cluster --example forward --example host_load >&2
scripts/node.sh "$CARGO_TARGET_DIR/release/lyceum-bench" --server "$CARGO_TARGET_DIR/release/lyceum" --out "$CARGO_TARGET_DIR/bench.jsonl" ${1:+--only "$1"}
