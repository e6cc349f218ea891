#!/bin/bash
# Builds the server and the web clients. Usage: build.sh [PRESET] (release by default). Does nothing when all is fresh.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
[ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" -DTIANGE_UNITY=ON >/dev/null  # quickest from nothing
echo "编译服务端 / building the server ($preset)"
cmake --build "build/$preset" --target ${TIANGE_TARGETS:-tiange}
web_stamp=build/web.stamp
if [ ! -f "$web_stamp" ] || [ -n "$(find web -newer "$web_stamp" -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -print -quit)" ]; then
  echo "编译网页 / building the web clients"
  # Not "npm ci": it refuses a lock file without the builds for other platforms, which not every mirror carries.
  [ -f web/node_modules/.package-lock.json ] && [ web/node_modules/.package-lock.json -nt web/package-lock.json ] ||
    npm --prefix web install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
  npm --prefix web run build --silent
  touch "$web_stamp"
fi
