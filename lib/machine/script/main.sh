# shellcheck shell=bash
# First boot of a machine, run as root by cloud-init: asks the control plane for this machine's runner and starts it,
# with no step waiting for another that it does not need. A machine that cannot be of use says why and powers off, and
# is thereby terminated. API_URL, REGION, RUNNER_VERSION, DOWNLOADS and IMAGES are set above, by the user data.

readonly LEAST_MEBIBYTES=512

boot() {
  trap end_machine EXIT
  log 'the script starts'
  check_disk
  stop_others
  check_curl
  install_runner &
  local installing=$!
  use_own_disk
  install_packages
  start_docker
  systemd-run --quiet --no-block --unit=bastionless-prefetch --property=StandardError=journal+console \
    /bin/bash "$STATE/machine" prefetch
  # shellcheck disable=SC2034 # register leaves it for write_config and start_runner.
  local answer
  register
  write_config
  wait "$installing"
  # What user data has set. Before the runner starts: if it cannot be called off, this machine must not take a job.
  shutdown -c
  start_runner
  # From here on its unit powers the machine off.
  trap - EXIT
  log 'the runner has started'
}

# Before there is a runner in GitLab: without room no job can run, and nothing can be written.
check_disk() {
  local free
  { read -r _ && read -r free; } < <(df --output=avail --block-size=1M "$ROOT/var/lib")
  if ((free < LEAST_MEBIBYTES)); then give_up "the disk is full: $free MiB are free, less than $LEAST_MEBIBYTES"; fi
}

end_machine() {
  local status=$?
  trap - ERR
  set +e
  blame_command boot 'an unknown command' "$status"
  log 'this machine is of no use: powering off'
  report
  shutdown -h now || systemctl poweroff --force
}

set -Eeuo pipefail
trap 'blame_command "${FUNCNAME[0]:-main}" "$BASH_COMMAND" "$?"' ERR
"$@"
