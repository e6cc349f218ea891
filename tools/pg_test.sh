#!/bin/bash
# A throwaway PostgreSQL 15 cluster for tests and measurements, on the loopback, owned by user postgres.
#
#   tools/pg_test.sh start DIR [durable]   makes and starts it in DIR, prints its address for TIANGE_TEST_PG
#   tools/pg_test.sh stop DIR              stops it and removes DIR
#
# Without "durable" it does not flush to the disk: quicker tests, worthless figures.
set -euo pipefail

bin=${PG_BIN:-/usr/lib/postgresql/15/bin}
usage() { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
dir=$(realpath -m "$2")

as_postgres() {
  if [ "$(id -un)" = root ]; then
    setpriv --reuid=postgres --regid=postgres --init-groups env -C / "$@"
  else
    "$@"
  fi
}

# DIR may lie below a folder that user postgres cannot enter, so the cluster itself lives in /tmp and DIR names it.
case "$1" in
  start)
    if [ -s "$dir/url" ] && as_postgres "$bin/pg_ctl" -D "$(cat "$dir/cluster")" status >/dev/null 2>&1; then
      cat "$dir/url"
      exit 0
    fi
    mkdir -p "$dir"
    cluster=$(as_postgres mktemp -d /tmp/tiange-pg-XXXXXX)
    echo "$cluster" > "$dir/cluster"
    as_postgres "$bin/initdb" -D "$cluster" -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null
    fsync=off
    [ "${3:-}" = durable ] && fsync=on
    {
      echo "listen_addresses = '127.0.0.1'"
      echo "unix_socket_directories = ''"
      echo "max_connections = 200"
      echo "shared_buffers = 256MB"
      echo "fsync = $fsync"
      [ "$fsync" = off ] && echo "synchronous_commit = off" && echo "full_page_writes = off"
      echo "max_wal_size = 2GB"
    } | as_postgres tee -a "$cluster/postgresql.conf" >/dev/null
    for _ in 1 2 3 4 5; do
      port=$((20000 + RANDOM % 20000))
      if as_postgres "$bin/pg_ctl" -D "$cluster" -o "-p $port" -l "$cluster/log" -w -t 30 start >/dev/null 2>&1; then
        echo "postgresql://postgres@127.0.0.1:$port/postgres" | tee "$dir/url"
        exit 0
      fi
    done
    cat "$cluster/log" >&2
    exit 1
    ;;
  stop)
    [ -s "$dir/cluster" ] || exit 0
    cluster=$(cat "$dir/cluster")
    as_postgres "$bin/pg_ctl" -D "$cluster" -m immediate -w stop >/dev/null 2>&1 || true
    case "$cluster" in /tmp/tiange-pg-*) rm -rf "$cluster" ;; esac
    rm -rf "$dir"
    ;;
  *) usage ;;
esac
