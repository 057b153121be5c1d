#!/bin/sh
# The long forms: `soak.sh [SECONDS]` gives each of them so many seconds at most, and says how far it came.
# Every decoder reads 1,000,000 inputs, the crash test kills 1,000 times, the simulation plays 1,000,000 schedules.
set -eu
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
lines=$CARGO_TARGET_DIR/soak.lines
report=$CARGO_TARGET_DIR/soak.md
rm -f "$lines"
began=$(date +%s)

long() { # filters…: the tests that have a long form, and no others
  SOAK=1 SOAK_REPORT="$lines" SOAK_SECS="${seconds:-}" cargo test --locked --workspace --lib --tests --no-fail-fast -- --nocapture "$@"
}

# As many lines as there are long forms: one that is renamed, and so not found, is missed.
wanted=14
seconds=${1:-}
status=0
long hostile::events hostile::envelopes hostile::records hostile::bodies hostile::texts hostile::frames hostile::files \
  hostile::decoders power_cuts no_schedule_breaks || status=1

{
  echo "| what | reached | wanted | time | seed |"
  echo "| --- | --- | --- | --- | --- |"
  sort "$lines"
} >"$report"
cat "$report"
echo
echo "$(wc -l <"$lines") of $wanted long forms in $(($(date +%s) - began)) s; the report is $report"
[ "$(wc -l <"$lines")" = "$wanted" ] || status=1
exit $status
