#!/bin/sh
# Installs what the build and the tests need and this machine lacks, or says what to install.
set -eu
cd "$(dirname "$0")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi; }

apt_install() { # packages…
  echo "installing: $*" >&2
  if ! command -v apt-get >/dev/null || ! { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "$@"; } >&2; then
    echo "error: could not install packages. On Debian 12 run as root: apt-get install -y $*" >&2
    exit 1
  fi
}

need=
have() { command -v "$1" >/dev/null 2>&1; }
have cc || need="$need build-essential"
have make || need="$need make"
have cmake || need="$need cmake"
have git || need="$need git"
have curl || need="$need curl ca-certificates"
have pgrep && have pkill || need="$need procps"
have chromium || need="$need chromium"
have ip || need="$need iproute2"
python3 -c 'import ensurepip, tomllib, venv' 2>/dev/null || need="$need python3 python3-venv"
have node && have npm || need="$need nodejs npm"
[ -z "$need" ] || apt_install $need

if ! have cargo; then
  echo "error: no Rust toolchain. Install rustup (rust-toolchain.toml names the version), then run this again." >&2
  exit 1
fi

# The console's tools want Node 20.19 or newer; the registry's own package brings one where the system's is older.
new_enough() { "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || a === 22 && b >= 12 || a === 20 && b >= 19 ? 0 : 1)' 2>/dev/null; }
if ! new_enough node && ! { [ -x .tools/node_modules/.bin/node ] && new_enough .tools/node_modules/.bin/node; }; then
  echo "installing: node 22 into .tools (the system's is $(node --version))" >&2
  mkdir -p .tools
  npm install --prefix .tools --no-audit --no-fund --loglevel=error node@22 npm@10 >&2
fi
