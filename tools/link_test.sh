#!/bin/sh
# Proves that pure libraries reach for nothing outside: no file, socket, clock, thread, randomness or environment.
# Usage: link_test.sh LIBRARY.a…
set -eu
forbidden='^(fopen|fopen64|open|open64|openat|read|write|pread|pwrite|socket|connect|bind|listen|time|gettimeofday|clock_gettime|pthread_create|rand|random|srand|getenv|getrandom|system|popen|fork|execve|_ZNSt6thread.*|_ZNSt6chrono.*(system|steady)_clock3nowEv|_ZNSt13random_device.*|_ZNSt14basic_(i|o)?fstream.*|_ZNSt14basic_ifstream.*)$'
bad=0
for library in "$@"; do
  found=$(nm -u "$library" 2>/dev/null | awk '{print $NF}' | sort -u | grep -E "$forbidden" || true)
  if [ -n "$found" ]; then
    echo "$library reaches outside through:"
    echo "$found"
    bad=1
  else
    echo "$(basename "$library"): pure"
  fi
done
exit $bad
