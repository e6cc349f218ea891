#!/bin/bash
# Starts a small demo district and walks its screens in Chromium. Usage: browser_test.sh COMMAND…, the command being ./run
# or a built "tiange demo".
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
port=$(( 20000 + RANDOM % 20000 ))
"$@" --data "$folder" --scale 0.02 --port $port > "$folder/server.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$folder"' EXIT
for _ in $(seq 1 300); do
  grep -q 'Tiange is ready' "$folder/server.log" && break
  kill -0 $server 2>/dev/null || { cat "$folder/server.log"; exit 1; }
  sleep 0.2
done
grep -qE '^ +(admin|security|audit) ' "$folder/server.log" || { echo 'not ok: no one-time administrator secrets'; exit 1; }
cd "$root/web" && TIANGE_URL="http://127.0.0.1:$port" timeout 1500 node --test --test-reporter=tap tests/
