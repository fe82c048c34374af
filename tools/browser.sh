#!/usr/bin/env bash
# What the browser tests need from the system: found, or installed as root, or asked for in one line.
set -u
missing=()
command -v chromium >/dev/null 2>&1 || missing+=(chromium fonts-noto-cjk)
ls /usr/lib/*/libatomic.so.1 /lib/*/libatomic.so.1 >/dev/null 2>&1 || missing+=(libatomic1)
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "安装系统包 · installing system packages: ${missing[*]}"
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null 2>&1 && exit 0
fi
echo "浏览器测试会跳过，缺系统包 · browser tests are skipped; they need the system packages: ${missing[*]}"
