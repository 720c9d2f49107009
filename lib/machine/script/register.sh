# shellcheck shell=bash disable=SC2154 # `answer` is boot's.
# How a machine gets its runner.

readonly CONFIG="$ROOT/etc/gitlab-runner/config.toml"
readonly SECONDS_TO_REGISTER=300 LONGEST_DELAY=15

# Leaves the answer in `answer`: a line of arguments for run-single, and config.toml. 403: this machine's record may be
# written a moment after its boot.
register() {
  local status delay=1 waited=0 up
  log "instance $(imds instance-id || true) registers"
  while true; do
    # For how long the kernel has run: what came before was EC2's.
    read -r up _ </proc/uptime
    printf '{"uptime":%s}' "$up" >"$STATE/request"
    call register application/json "$STATE/request"
    case "$status" in
      200) break ;;
      403 | 429 | 5?? | 000 | '') ;;
      *) give_up "its registration was refused (status $status): ${answer:0:200}" ;;
    esac
    if ((waited >= SECONDS_TO_REGISTER)); then
      give_up "it could not register within $waited s (status ${status:-000}): ${answer:0:200}"
    fi
    log "not registered (status ${status:-000}): ${answer:0:200}: again in $delay s"
    sleep "$delay"
    waited=$((waited + delay))
    delay=$((delay * 2 < LONGEST_DELAY ? delay * 2 : LONGEST_DELAY))
  done
  if [[ "$answer" != '"--runner" '*$'\n'*'[[runners]]'* ]]; then
    give_up 'the answer to its registration is no runner'
  fi
  log 'has registered'
}

write_config() {
  mkdir -p "${CONFIG%/*}"
  chmod 700 "${CONFIG%/*}"
  # A file that is there already would keep its mode.
  rm -f "$CONFIG"
  (
    umask 077
    printf '%s' "${answer#*$'\n'}" >"$CONFIG"
  )
}
