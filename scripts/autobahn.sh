#!/bin/sh
# The WebSocket codec against the Autobahn suite: CASES, or a quick choice; `all` for every case but the throughput ones (minutes).
# The suite speaks Python 2.7, which comes from the archive of the Debian before this one, unpacked under .tools, nothing is
# installed. Where that archive cannot be reached it says that the suite is skipped. Ends with "N passed, N failed".
set -eu
cd "$(dirname "$0")/.."
home=$PWD/.tools/autobahn
# framing, control frames, fragments, UTF-8, close, and one case of each kind of compression
quick='1.*,2.*,3.*,4.*,5.*,6.*,7.*,10.*,12.1.1,12.2.4,12.3.9,12.4.2,12.5.6,13.1.1,13.2.3,13.3.4,13.4.2,13.5.5,13.6.1,13.7.2'
case ${1:-} in
  '') cases=$quick ;;
  all) cases='1.*,2.*,3.*,4.*,5.*,6.*,7.*,10.*,12.*,13.*' ;;
  *) cases=$1 ;;
esac

python2() { LD_LIBRARY_PATH=$home/root/usr/lib/$(uname -m)-linux-gnu PYTHONPATH=$home/site "$home/root/usr/bin/python2.7" "$@"; }

old_python() { # the interpreter, from the mirror that this machine uses
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | awk '/^URIs:/ { print $2; exit } /^deb / { for (i = 2; i <= NF; i++) if ($i ~ /^http/) { print $i; exit } }')
  [ -n "$mirror" ] || return 1
  mkdir -p apt/lists/partial apt/cache/archives/partial debs
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bullseye main" >apt/sources.list
  set -- -o "Dir::Etc::sourcelist=$home/apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$home/apt/lists" \
    -o "Dir::Cache=$home/apt/cache" -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false -qq
  apt-get "$@" update || return 1
  (cd debs && apt-get "$@" download python2.7-minimal libpython2.7-minimal libpython2.7-stdlib libssl1.1 libffi7) || return 1
  for package in debs/*.deb; do dpkg -x "$package" root; done
}

suite() { # the suite and the last versions of its libraries that still speak Python 2.7
  python3 -m pip download -q --no-deps -d wheels pip==20.3.4 setuptools==44.1.1 || return 1
  pip2() { python2 wheels/pip-20.3.4-py2.py3-none-any.whl/pip install -q --no-warn-conflicts --target "$home/site" "$@"; }
  pip2 setuptools==44.1.1 wheel==0.37.1 || return 1
  pip2 autobahntestsuite==0.8.2 autobahn==0.10.9 Twisted==20.3.0 'zope.interface<6' 'klein<20' 'Werkzeug<1' || return 1
  touch site/zope/__init__.py
}

if [ ! -e "$home/ready" ]; then
  rm -rf "$home" && mkdir -p "$home"
  if ! (cd "$home" && old_python && suite) >"$home.log" 2>&1; then
    echo "skipped: the Autobahn suite, whose Python 2.7 could not be fetched (why: $home.log)"
    exit 0
  fi
  touch "$home/ready"
fi

cargo build --locked --workspace --example echo
target=${CARGO_TARGET_DIR:-target}
rm -f "$home/echo.log"
"$target/debug/examples/echo" 0 >"$home/echo.log" &
echo_id=$!
trap 'kill $echo_id' EXIT
for _ in $(seq 100); do url=$(sed -n 's/^listening on //p' "$home/echo.log" 2>/dev/null); [ -z "$url" ] || break; sleep 0.1; done
[ -n "$url" ] || { echo "error: the echo did not start (see $home/echo.log)" >&2; exit 1; }

cd "$home" && rm -rf report
cat >spec.json <<SPEC
{ "outdir": "./report", "servers": [{ "agent": "server", "url": "$url" }], "exclude-cases": [], "exclude-agent-cases": {},
  "cases": ["$(echo "$cases" | sed 's/,/","/g')"] }
SPEC
python2 -c 'from autobahntestsuite.wstest import run; run()' -m fuzzingclient -s spec.json >log.txt 2>&1 || { tail -n 5 log.txt; exit 1; }
python3 - <<'PYTHON'
import json, sys
cases = json.load(open("report/index.json"))["server"]
good = {"OK", "NON-STRICT", "INFORMATIONAL"}
bad = {name: case for name, case in cases.items() if not {case["behavior"], case["behaviorClose"]} <= good}
for name, case in sorted(bad.items()):
    print(f"case {name}: {case['behavior']}, close {case['behaviorClose']}")
print(f"{len(cases) - len(bad)} passed, {len(bad)} failed")
sys.exit(bool(bad) or not cases)
PYTHON
