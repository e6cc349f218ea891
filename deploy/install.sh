#!/bin/bash
# Installs the Debian packages named in the given lists that are missing, saying which and why.
# Usage: install.sh LIST…
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
missing=()
for list in "$@"; do
  while read -r package _; do
    case "$package" in ''|'#'*) continue ;; esac
    # A newer Node.js than Debian's may be on the machine already.
    case "$package" in nodejs|npm) command -v "${package/nodejs/node}" >/dev/null && continue ;; esac
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done < "$here/$list"
done
[ ${#missing[@]} -eq 0 ] && exit 0
echo "安装缺少的软件包 / installing missing packages (see docs/dependencies.md):"
printf '  %s\n' "${missing[@]}"
sudo=''
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "需要 root 权限或 sudo / needs root or sudo" >&2; exit 1; }
  sudo=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/tmp/tiange-install.log 2>&1 || {
  echo "安装失败，详情 / installation failed, see /tmp/tiange-install.log:" >&2
  tail -5 /tmp/tiange-install.log >&2
  exit 1
}
