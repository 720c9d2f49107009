#!/bin/bash
# Every command that a machine's script calls and that would reach beyond its folder, by the name it is called by.
# $SANDBOX holds what they answer, and the record of their calls.
set -euo pipefail
name="${0##*/}"
echo "$name $*" >>"$SANDBOX/calls"

# A line of `failures` is how often a call fails, and what the command line of such a call begins with.
fail_if_told() {
  local times start rest=() failed=
  while IFS=$'\t' read -r times start; do
    if [[ -z "$failed" && "$1" == "$start"* ]]; then failed=yes times=$((times - 1)); fi
    if ((times > 0)); then rest+=("$times"$'\t'"$start"$'\n'); fi
  done <"$SANDBOX/failures"
  if [[ -z "$failed" ]]; then return; fi
  printf '%s' "${rest[@]}" >"$SANDBOX/failures"
  echo "$name: told to fail" >&2
  exit 1
}

# The lines of a file, one after the other; the last for ever.
next_of() {
  local lines
  mapfile -t lines <"$1"
  if ((${#lines[@]} > 1)); then printf '%s\n' "${lines[@]:1}" >"$1"; fi
  echo "${lines[0]}"
}

# What a test has said, or else what is usual.
said() { if [[ -e "$SANDBOX/says/$1" ]]; then echo "$(<"$SANDBOX/says/$1")"; else echo "$2"; fi; }

install_packages() {
  local package
  for package in "$@"; do
    if [[ -e "$SANDBOX/packages/$package" ]]; then
      cat "$SANDBOX/packages/$package" >"$SANDBOX/bin/${package%.io}"
      chmod 755 "$SANDBOX/bin/${package%.io}"
    fi
  done
}

# --output CHECKSUMS address --output BINARY address
download() {
  local address="${*: -1}" sum
  while [[ "$1" != --output ]]; do shift; done
  cat "$SANDBOX/packages/gitlab-runner" >"$5"
  sum="$(sha256sum <"$5")"
  {
    printf '%s\tbinaries/gitlab-runner-linux-s390x\n' "${sum//[0-9]/f}"
    printf '%s *binaries/%s\n' "$(said checksum "${sum%% *}")" "${address##*/}"
  } >"$2"
}

register() {
  local status
  status="$(next_of "$SANDBOX/statuses")"
  case "$status" in
    200) cat "$SANDBOX/answer" ;;
    000) echo 'curl: (6) Could not resolve host' >&2 ;;
    *) echo -n '{"message":"the reason"}' ;;
  esac
  printf '\n%s' "$status"
  if [[ "$status" == 000 ]]; then exit 6; fi
}

report() {
  while [[ "$1" != --data-binary ]]; do shift; done
  cat "${2#@}" >"$SANDBOX/reports"
  printf '\n204'
}

notice() {
  if [[ "$(next_of "$SANDBOX/notices")" != yes ]]; then exit 22; fi
  echo '{"action":"terminate","time":"2026-11-24T10:02:00Z"}'
}

curl_answer() {
  local imds=http://169.254.169.254/latest
  if [[ "$*" == *'--config -'* ]]; then cat >>"$SANDBOX/curl-input"; fi
  case "${*: -1}" in
    --help | http://docker/_ping) ;;
    "$imds/api/token") echo -n IMDS-TOKEN ;;
    "$imds/meta-data/instance-id") echo -n i-0123456789abcdef0 ;;
    "$imds/meta-data/spot/instance-action") notice ;;
    "$imds/meta-data/iam/security-credentials/") echo -n machine-role ;;
    "$imds/meta-data/iam/security-credentials/machine-role")
      printf '{\n  "Code" : "Success",\n  "AccessKeyId" : "ACCESS-KEY",\n  "SecretAccessKey" : "SECRET/KEY+=",\n  "Token" : "ROLE-TOKEN=="\n}' ;;
    https://api.example.com/machines/script) cat "$SANDBOX/script" ;;
    https://api.example.com/machines/register) register ;;
    https://api.example.com/machines/report) report "$@" ;;
    */gitlab-runner-linux-*) download "$@" ;;
    *) exit 6 ;;
  esac
}

systemctl_answer() {
  case "$*" in
    is-system-running) said is-system-running running ;;
    'is-active --quiet docker.service') [[ "$(said docker-is-active active)" == active ]] ;;
    'is-active --quiet gitlab-runner.service') [[ -e "$BASTIONLESS_ROOT/etc/systemd/system/gitlab-runner.service" ]] ;;
    'stop gitlab-runner.service '*) rm -f "$BASTIONLESS_ROOT/etc/systemd/system/gitlab-runner.service" ;;
    show*) said docker-restarts 0 ;;
  esac
}

sleep_once() {
  local left
  left="$(<"$SANDBOX/sleeps")"
  if [[ -z "$left" ]]; then return; fi
  echo "$((left - 1))" >"$SANDBOX/sleeps"
  ((left > 1))
}

if [[ -s "$SANDBOX/failures" ]]; then
  # The script runs some of them at once.
  exec 9>"$SANDBOX/lock"
  flock 9
  fail_if_told "$name $*"
  exec 9>&-
fi
case "$name" in
  curl) curl_answer "$@" ;;
  df) printf 'Avail\n%s\n' "$(said free 8000)" ;;
  dnf | apt-get) install_packages "$@" ;;
  blkid) if [[ "$(said formatted none)" != "${2##*/}" ]]; then exit 2; fi ;;
  docker)
    case "$1 $2" in
      'image inspect') exit 1 ;;
      'ps --quiet') said containers '' ;;
    esac
    ;;
  journalctl) said journal '' ;;
  sleep) sleep_once ;;
  systemctl) systemctl_answer "$@" ;;
  uname) cat "$SANDBOX/architecture" ;;
esac
