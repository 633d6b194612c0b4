#!/usr/bin/env bash
# Brings what the tests need beside Go, Node and make: as root it is installed from Debian's packages, otherwise this says
# what to install, and stops.
set -euo pipefail

missing=()
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
command -v firefox-esr >/dev/null 2>&1 || missing+=(firefox-esr) # the second engine
command -v strace >/dev/null 2>&1 || missing+=(strace) # makes disks fail
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
# The race detector needs a C compiler.
echo '#include <stdlib.h>' | gcc -E - >/dev/null 2>&1 || missing+=(gcc libc6-dev)
if ! fc-list 2>/dev/null | grep -qiE 'cjk|wqy|droid sans fallback'; then
  missing+=(fontconfig fonts-noto-cjk) # pictures of Chinese pages
fi

# Chromium's engine without its window, in which most stories take two thirds of the time. Without it they are told in the whole one.
faster=()
command -v chromium-headless-shell >/dev/null 2>&1 || faster+=(chromium-headless-shell)

if ((${#missing[@]})) && [[ $(id -u) != 0 ]]; then
  echo "missing: ${missing[*]}" >&2
  echo "hint: sudo apt-get install -y --no-install-recommends ${missing[*]} ${faster[*]}" >&2
  exit 1
fi
if ((${#missing[@]} + ${#faster[@]})) && [[ $(id -u) == 0 ]]; then
  echo "installing ${missing[*]} ${faster[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq || ((! ${#missing[@]}))
  install=(apt-get install -y -qq --no-install-recommends)
  if ((${#missing[@]})); then "${install[@]}" "${missing[@]}" </dev/null; fi
  if ((${#faster[@]})); then "${install[@]}" "${faster[@]}" </dev/null || echo "goes on without ${faster[*]}" >&2; fi
fi
