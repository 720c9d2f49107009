#!/bin/bash
# First boot of a machine, run as root by cloud-init on Amazon Linux 2023 and Ubuntu: installs what is missing,
# asks the control plane for this machine's runner and starts it. A machine that cannot be of use powers off,
# and is thereby terminated. REGISTER_URL and REGION are set above, by the user data.
set -euo pipefail

readonly ROOT="${BASTIONLESS_ROOT:-}"
readonly IMDS=http://169.254.169.254/latest
readonly CONFIG="$ROOT/etc/gitlab-runner/config.toml"
readonly UNIT=bastionless-runner.service
readonly WATCH=bastionless-interruption
readonly LOCAL_BIN="$ROOT/usr/local/bin"
export PATH="$PATH:$LOCAL_BIN"
readonly MINUTES_TO_BE_READY=60 SECONDS_TO_REGISTER=300 LONGEST_DELAY=15

main() {
  trap power_off EXIT
  limit_boot_time
  install_packages
  install_runner
  stop_packaged_runner
  systemctl enable --now docker
  register
  write_config
  write_watch
  write_unit
  # Before the unit starts: if it cannot be called off, this machine must not take a job.
  shutdown -c
  systemctl daemon-reload
  systemctl enable --now "$UNIT"
  # From here on the unit powers the machine off.
  trap - EXIT
  log 'the runner has started'
}

log() { printf 'bastionless: %s\n' "$*"; }

power_off() {
  log 'this machine is of no use: powering off'
  shutdown -h now || systemctl poweroff --force
}

# The trap does not hold when this script hangs or is killed for want of memory.
limit_boot_time() { shutdown -h "+$MINUTES_TO_BE_READY" || log 'no limit could be set to the time of this boot'; }

has() { command -v "$1" >/dev/null; }

persistently() {
  local delay
  for delay in 2 4 8 16 32; do
    if "$@"; then return; fi
    log "$1 failed: again in $delay s"
    sleep "$delay"
  done
  "$@"
}

install_packages() {
  local packages=()
  has curl || packages+=(curl)
  has jq || packages+=(jq)
  has docker || packages+=("$(if has dnf; then echo docker; else echo docker.io; fi)")
  if ((${#packages[@]} == 0)); then return; fi
  log "installing ${packages[*]}"
  persistently install_with_package_manager "${packages[@]}"
}

install_with_package_manager() {
  if has dnf; then
    dnf install --assumeyes "$@"
  else
    export DEBIAN_FRONTEND=noninteractive
    # Ubuntu's own updates hold the lock at first boot.
    local apt=(apt-get --option DPkg::Lock::Timeout=120)
    "${apt[@]}" update && "${apt[@]}" install --yes --no-install-recommends ca-certificates "$@"
  fi
}

# GitLab's binary, not its packages: one way for every distribution, no second runner started as a service, and
# not the helper images of all architectures, which the packages depend on.
# https://docs.gitlab.com/runner/install/linux-manually/#using-binary-file
install_runner() {
  if has gitlab-runner; then return; fi
  log 'installing gitlab-runner'
  mkdir -p "$LOCAL_BIN"
  persistently download_runner "$(if [[ "$(uname -m)" == aarch64 ]]; then echo arm64; else echo amd64; fi)"
  chmod 755 "$LOCAL_BIN/gitlab-runner"
}

download_runner() {
  local downloads=https://s3.dualstack.us-east-1.amazonaws.com/gitlab-runner-downloads/latest/binaries
  curl --silent --show-error --fail --location --connect-timeout 10 --speed-limit 1000 --speed-time 30 \
    --output "$LOCAL_BIN/gitlab-runner" "$downloads/gitlab-runner-linux-$1"
}

# An image may have GitLab's package: its service reads the same config.toml, and knows no --max-builds.
stop_packaged_runner() {
  if systemctl cat gitlab-runner.service >/dev/null 2>&1; then
    systemctl disable --now gitlab-runner.service
  fi
}

# curl is given secrets on its standard input: other processes can read a command line.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
imds() {
  local token
  token="$(curl --silent --fail --max-time 5 --request PUT \
    --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$IMDS/api/token")" || return
  printf 'header = "X-aws-ec2-metadata-token: %s"\n' "$token" |
    curl --silent --fail --max-time 5 --config - "$IMDS/meta-data/$1"
}

role_as_curl_config() {
  local role credentials
  role="$(imds iam/security-credentials/)" || return
  credentials="$(imds "iam/security-credentials/$role")" || return
  printf 'user = "%s:%s"\nheader = "x-amz-security-token: %s"\n' "$(field AccessKeyId "$credentials")" \
    "$(field SecretAccessKey "$credentials")" "$(field Token "$credentials")"
}

field() { printf '%s' "$2" | jq -r ".$1"; }

# Prints the answer and, on a line of its own, the HTTP status. A body and its type are sent because older
# versions of curl sign a content type whether there is one or not.
ask_for_runner() {
  local config
  config="$(role_as_curl_config)" || return
  printf '%s' "$config" | curl --silent --config - --aws-sigv4 "aws:amz:$REGION:execute-api" \
    --connect-timeout 5 --max-time 35 --header 'Content-Type: application/json' --data '{}' \
    --write-out '\n%{http_code}' "$REGISTER_URL"
}

# Leaves the answer in `registration`. 403: this machine's record may be written a moment after its boot.
register() {
  local answer status delay=1 waited=0
  log "instance $(imds instance-id || echo unknown) registers"
  while ((waited < SECONDS_TO_REGISTER)); do
    answer="$(ask_for_runner)" || true
    status="${answer##*$'\n'}"
    case "$status" in
      200)
        registration="${answer%$'\n'*}"
        return ;;
      403 | 429 | 5?? | 000 | '') log "not registered (status ${status:-000}): again in $delay s" ;;
      *)
        log "refused (status $status)"
        return 1 ;;
    esac
    sleep "$delay"
    waited=$((waited + delay))
    delay=$((delay * 2 < LONGEST_DELAY ? delay * 2 : LONGEST_DELAY))
  done
  log "not registered within $waited s"
  return 1
}

write_config() {
  mkdir -p "${CONFIG%/*}"
  chmod 700 "${CONFIG%/*}"
  # A file that is there already would keep its mode.
  rm -f "$CONFIG"
  (
    umask 077
    printf '%s' "$registration" | jq -ej .config >"$CONFIG" 2>/dev/null
  )
}

# JSON's quoting of a text is one that systemd reads; `%` and `$` mean something to it even in quotes.
# https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
runner_arguments() {
  printf '%s' "$registration" | jq -c '.arguments[]' 2>/dev/null | sed 's/[%$]/&&/g' | paste -s -d ' '
}

# EC2 tells the machine itself that it will interrupt it, two minutes ahead: whoever else does not hear of it, the
# runner takes no other job then, finishes the one that it runs if it can, and ends.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
await_interruption() {
  until imds spot/instance-action; do sleep 5; done
  systemctl kill --kill-who=main --signal=SIGQUIT "$UNIT"
}

write_watch() {
  local script="$LOCAL_BIN/$WATCH"
  mkdir -p "$LOCAL_BIN" "$ROOT/etc/systemd/system"
  {
    echo '#!/bin/bash'
    declare -p IMDS UNIT
    declare -f imds await_interruption
    echo await_interruption
  } >"$script"
  chmod 755 "$script"
  cat >"$ROOT/etc/systemd/system/$WATCH.service" <<END
[Unit]
Description=Tells the GitLab Runner that EC2 will interrupt this machine

[Service]
Type=simple
ExecStart=$script
Restart=on-failure
RestartSec=5
END
}

# A machine that is started a second time has lost count of its builds: mkdir fails, and it is powered off.
# https://docs.gitlab.com/runner/commands/#signals
write_unit() {
  local runner arguments
  runner="$(command -v gitlab-runner)"
  arguments="$(runner_arguments)"
  mkdir -p "$ROOT/etc/systemd/system"
  cat >"$ROOT/etc/systemd/system/$UNIT" <<END
[Unit]
Description=The GitLab Runner of this machine
Wants=network-online.target docker.service $WATCH.service
After=network-online.target docker.service
SuccessAction=poweroff
FailureAction=poweroff

[Service]
Type=simple
Environment=HOME=/root
ExecStartPre=/bin/mkdir ${CONFIG%/*}/started
ExecStart=$runner run-single --config $CONFIG $arguments
KillSignal=SIGQUIT
TimeoutStopSec=2h

[Install]
WantedBy=multi-user.target
END
}

main
