# shellcheck shell=bash
# What a machine says, on its console and in cloud-init's log, and keeps for its report.

readonly ROOT="${BASTIONLESS_ROOT:-}"
# In memory: it is there although the disk is full, and gone after a second boot.
readonly STATE="$ROOT/run/bastionless"
readonly SAID="$STATE/said" REASON="$STATE/reason"

# Seconds since the kernel's start make a timeline of what is said.
log() {
  local up
  read -r up _ </proc/uptime
  printf 'bastionless [%s] %s\n' "$up" "$*" | tee -a "$SAID" >&2
}

# The first reason counts: what fails after it, fails because of it.
blame() {
  [[ -s "$REASON" ]] || printf '%s\n' "$*" >"$REASON"
  log "$*"
}

give_up() {
  blame "$*"
  exit 1
}

# For what nobody foresaw. The command is as it is written here: without values, so without secrets.
blame_command() {
  [[ -s "$REASON" ]] || blame "$1 failed at \`$2\` (status $3)"
}

# The last lines of a unit in the journal.
log_journal() {
  local line
  journalctl --unit "$1" --lines "$2" --output cat --no-pager 2>&1 | while read -r line; do log "$1: $line"; done
}

# Runs a command whose output matters only if it fails.
quietly() {
  local output status=0
  output="$("$@" 2>&1)" || status=$?
  if ((status != 0)); then log "$1 failed (status $status): $(tail -n 8 <<<"$output")"; fi
  return "$status"
}

persistently() {
  local delay
  for delay in 2 4 8 16 32; do
    if quietly "$@"; then return; fi
    log "again in $delay s"
    sleep "$delay"
  done
  quietly "$@"
}
