#!/usr/bin/env bash
# The browser that the trips are tested in: found, or installed as root, or asked for in one line.
set -u
if command -v chromium >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "安装浏览器和中文字体 · installing chromium and a Chinese font ..."
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null 2>&1 && exit 0
fi
echo "没有 chromium，浏览器测试会跳过；请装系统包 chromium · no chromium: browser tests are skipped; install the system package chromium"
