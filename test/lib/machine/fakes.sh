#!/bin/bash
# Every command that a machine's first boot calls, by the name it is called by. $SANDBOX holds what they
# answer, and the record of their calls.
set -euo pipefail
name="${0##*/}"
echo "$name $*" >>"$SANDBOX/calls"

# One line of `failures` makes one call fail whose command line begins with it.
fail_if_told() {
  local line rest=() failed=
  while read -r line; do
    if [[ -z "$failed" && -n "$line" && "$1" == "$line"* ]]; then failed=yes; else rest+=("$line"); fi
  done <"$SANDBOX/failures"
  printf '%s\n' "${rest[@]}" >"$SANDBOX/failures"
  if [[ -n "$failed" ]]; then
    echo "$name: told to fail" >&2
    exit 1
  fi
}

# The lines of a file, one after the other; the last for ever.
next_of() {
  local line rest
  { read -r line; rest="$(cat)"; } <"$1"
  if [[ -n "$rest" ]]; then echo "$rest" >"$1"; fi
  echo "$line"
}

install_packages() {
  local package
  for package in "$@"; do
    if [[ -e "$SANDBOX/packages/$package" ]]; then
      cat "$SANDBOX/packages/$package" >"$SANDBOX/bin/${package%.io}"
      chmod 755 "$SANDBOX/bin/${package%.io}"
    fi
  done
}

download() {
  while [[ "$1" != --output ]]; do shift; done
  cat "$SANDBOX/packages/gitlab-runner" >"$2"
}

register() {
  local status
  status="$(next_of "$SANDBOX/statuses")"
  case "$status" in
    200) cat "$SANDBOX/answer" ;;
    000) ;;
    *) echo -n '{"message":"no"}' ;;
  esac
  printf '\n%s' "$status"
  if [[ "$status" == 000 ]]; then exit 28; fi
}

notice() {
  if [[ "$(next_of "$SANDBOX/notices")" != yes ]]; then exit 22; fi
  echo '{"action":"terminate","time":"2026-11-24T10:02:00Z"}'
}

curl_answer() {
  local imds=http://169.254.169.254/latest
  if [[ "$*" == *'--config -'* ]]; then cat >>"$SANDBOX/curl-input"; fi
  case "${*: -1}" in
    "$imds/api/token") echo -n IMDS-TOKEN ;;
    "$imds/meta-data/instance-id") echo -n i-0123456789abcdef0 ;;
    "$imds/meta-data/spot/instance-action") notice ;;
    "$imds/meta-data/iam/security-credentials/") echo -n machine-role ;;
    "$imds/meta-data/iam/security-credentials/machine-role")
      echo '{"Code":"Success","AccessKeyId":"ACCESS-KEY","SecretAccessKey":"SECRET/KEY+=","Token":"ROLE-TOKEN=="}' ;;
    https://api.example.com/machines/register) register ;;
    */gitlab-runner-linux-*) download "$@" ;;
    *) exit 6 ;;
  esac
}

fail_if_told "$name $*"
case "$name" in
  curl) curl_answer "$@" ;;
  dnf | apt-get) install_packages "$@" ;;
  uname) cat "$SANDBOX/architecture" ;;
  systemctl) if [[ "$1" == cat ]]; then cat "$BASTIONLESS_ROOT/etc/systemd/system/$2"; fi ;;
esac
