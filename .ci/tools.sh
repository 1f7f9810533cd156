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
command -v unzip >/dev/null || missing+=(unzip)
command -v iptables >/dev/null || missing+=(iptables)
command -v curl >/dev/null || missing+=(curl)
command -v openssl >/dev/null || missing+=(openssl)
command -v h2load >/dev/null || missing+=(nghttp2-client)
command -v unbound >/dev/null || missing+=(unbound)
command -v redis-server >/dev/null || missing+=(redis-server)
command -v redis-cli >/dev/null || missing+=(redis-tools)
command -v psql >/dev/null || missing+=(postgresql-client)
command -v conntrack >/dev/null || missing+=(conntrack)
command -v iperf3 >/dev/null || missing+=(iperf3)
command -v wrk >/dev/null || missing+=(wrk)
command -v gcc >/dev/null || missing+=(gcc libc6-dev)
command -v dnsperf >/dev/null || missing+=(dnsperf)
compgen -G "/usr/lib/*/faketime/libfaketime.so.1" >/dev/null || missing+=(libfaketime)
[ "${#missing[@]}" -eq 0 ] && exit 0
sudo=""
[ "$(id -u)" -eq 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
$sudo apt-get install -y -q --no-install-recommends "${missing[@]}"
