#!/usr/bin/env bash
# Programs that the heavier suites hold us against, from Debian. Installs only what is missing.
set -eu
missing=()
command -v tshark >/dev/null || missing+=(tshark)
command -v ndpiReader >/dev/null || missing+=(libndpi-bin)
command -v tcpdump >/dev/null || missing+=(tcpdump)
command -v java >/dev/null || missing+=(openjdk-17-jre-headless)
command -v ip >/dev/null || missing+=(iproute2)
command -v chromium >/dev/null || missing+=(chromium fonts-liberation)
[ "${#missing[@]}" -eq 0 ] && exit 0
sudo=""
[ "$(id -u)" -eq 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
$sudo apt-get install -y -q --no-install-recommends "${missing[@]}"
