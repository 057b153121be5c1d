#!/bin/sh
# The alert rules by promtool: well formed, and each test of watch/alerts.test.yml true. promtool comes with Debian's `prometheus`, which
# is unpacked under .tools and not installed: it would start a server. Ends with "N passed, N failed".
set -eu
cd "$(dirname "$0")/.."
home=$PWD/.tools/prometheus
promtool=$(command -v promtool || echo "$home/usr/bin/promtool")
if [ ! -x "$promtool" ]; then
  mkdir -p "$home"
  if ! (cd "$home" && apt-get -qq download prometheus) >"$home/log" 2>&1; then
    echo "skipped: promtool cannot be had here ($(tail -1 "$home/log"))"
    exit 0
  fi
  dpkg --fsys-tarfile "$home"/prometheus_*.deb | tar -x -C "$home" ./usr/bin/promtool
  rm "$home"/prometheus_*.deb
fi
passed=0 failed=0
try() {
  echo "promtool $*"
  if "$promtool" "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}
try check rules watch/alerts.yml
try test rules watch/alerts.test.yml
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
