#!/bin/sh
# Every suite, one after the other; all run even when one fails. Ends with "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
out=$CARGO_TARGET_DIR/test-output
mkdir -p "$out"
passed=0
failed=0
: >"$out/failed"

run() { # name, command…: its output and how it ended are kept
  name=$1
  shift
  began=$(date +%s)
  { "$@" 2>&1; echo $? >"$out/$name.status"; } | tee "$out/$name.log"
  echo $(($(date +%s) - began)) >"$out/$name.seconds"
}

tell() { # name, counter: counter prints "PASSED FAILED" from the output
  name=$1 status=$(cat "$out/$1.status")
  set -- $($2 "$out/$1.log")
  p=${1:-0} f=${2:-0}
  if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  if [ "$status" = 0 ] && [ "$p" = 0 ] && grep -q '^skipped: ' "$out/$name.log"; then echo "-- $name: skipped"; return; fi
  if [ "$status" = 0 ] && [ "$p" = 0 ]; then echo "error: $name passed nothing" >&2; f=1; fi
  passed=$((passed + p)) failed=$((failed + f))
  if [ "$f" != 0 ]; then what_failed "$name" >>"$out/failed"; fi
  echo "-- $name: $p passed, $f failed, $(cat "$out/$name.seconds") s"
}

what_failed() { # name: the tests that did not pass, with the first lines of each reason
  printf '\n-- %s:\n' "$1"
  sed 's/\x1b\[[0-9;]*m//g' "$out/$1.log" |
    awk '/^---- .* stdout ----$|^ +[0-9]+\) \[|^ *FAIL |^ *not ok |^(FAILED|ERROR|error)|^failed: / { n = 8 } n-- > 0' |
    head -n 60
}

suite() { # name, counter, command…
  name=$1 counter=$2
  shift 2
  printf '\n== %s\n' "$name"
  run "$name" "$@"
  tell "$name" "$counter"
}

of_cargo() { awk '/^test result:/ { p += $4; f += $6 } END { print p + 0, f + 0 }' "$1"; }
of_vitest() { sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '/^ *Tests /{ for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p = $(i - 1); if ($i ~ /^failed/) f = $(i - 1) } } END { print p + 0, f + 0 }'; }
of_node() { awk '/^# pass/ { p = $3 } /^# (fail|cancelled)/ { f += $3 } END { print p + 0, f + 0 }' "$1"; }
of_plain() { awk '/^[0-9]+ passed, [0-9]+ failed$/ { p = $1; f = $3 } END { print p + 0, f + 0 }' "$1"; }
of_pytest() { awk '/^[0-9]+ (passed|failed)|^[0-9]+ error/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p = $(i - 1); if ($i ~ /^(failed|error)/) f += $(i - 1) } } END { print p + 0, f + 0 }' "$1"; }
of_playwright() { sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '/^ +[0-9]+ passed/ { p = $1 } /^ +[0-9]+ (failed|flaky|interrupted|did not run)/ { f += $1 } END { print p + 0, f + 0 }'; }

# two at once a core: most of them wait for servers
suite rust of_cargo env RUST_TEST_THREADS=$(($(nproc) * 2)) cargo test --locked --workspace --no-fail-fast
run conformance scripts/conformance.sh >/dev/null & # beside those that use one core
suite websocket of_plain scripts/autobahn.sh
suite alerts of_plain scripts/alerts.sh
suite documents of_node scripts/node.sh npm --prefix openapi/sdk-typescript test
suite sdk of_node scripts/node.sh npm --prefix openapi/sdk-typescript run tour
suite console of_vitest scripts/node.sh npm --prefix gateway/web test
printf '\n== conformance\n'
wait
cat "$out/conformance.log"
tell conformance of_pytest
suite pages of_playwright scripts/node.sh npm --prefix gateway/web run e2e:pages
suite calls of_playwright scripts/node.sh npm --prefix gateway/web run e2e:calls

cat "$out/failed"
echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
