#!/bin/sh
# Runs a command with the Python tools of the conformance tests, which are installed into .tools/python first where they are missing.
set -eu
cd "$(dirname "$0")/.."
wanted=openapi/conformance/requirements.txt
tools=.tools/python
if ! cmp -s "$wanted" "$tools/.installed"; then
  echo "installing: $wanted into $tools" >&2
  rm -rf "$tools"
  if ! { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"; } >&2; then
    echo "error: the tools of $wanted could not be installed: Python 3.11 or newer with venv (Debian: python3-venv) and a package index that pip reaches are wanted" >&2
    exit 1
  fi
  cp "$wanted" "$tools/.installed"
fi
PATH="$PWD/$tools/bin:$PATH"
export PATH
exec "$@"
