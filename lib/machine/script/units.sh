# shellcheck shell=bash disable=SC2154 # `answer` is boot's.
# The units of a machine. Those of this boot are in memory, where systemd finds them without being reloaded.

readonly RUNNER_UNIT=bastionless-runner.service WATCH_UNIT=bastionless-watch.service
readonly UNITS="$ROOT/run/systemd/system"
readonly THIS_SCRIPT="/bin/bash $STATE/machine"

# Docker's end is the runner's: each job that it took without Docker would fail.
# https://docs.gitlab.com/runner/commands/#signals
start_runner() {
  local run
  run="$(command -v gitlab-runner) run-single --config $CONFIG"
  if (($(places) > 1)); then run="$THIS_SCRIPT work"; fi
  mkdir -p "$UNITS"
  cat >"$UNITS/$RUNNER_UNIT" <<END
[Unit]
Description=The GitLab Runner of this machine
Wants=network-online.target $WATCH_UNIT
BindsTo=docker.service
After=network-online.target docker.service
SuccessAction=poweroff
FailureAction=poweroff

[Service]
Type=simple
Environment=HOME=/root
ExecStart=$run ${answer%%$'\n'*}
ExecStop=$THIS_SCRIPT stopping
ExecStopPost=$THIS_SCRIPT ended
KillMode=mixed
KillSignal=SIGQUIT
TimeoutStopSec=2h
StandardOutput=journal+console
StandardError=journal+console
END
  # Before the runner in its start, so after it in its end: it looks after a runner that is to stop, too.
  cat >"$UNITS/$WATCH_UNIT" <<END
[Unit]
Description=Watches over the GitLab Runner of this machine
Before=$RUNNER_UNIT

[Service]
Type=simple
ExecStart=$THIS_SCRIPT watch
Restart=on-failure
RestartSec=5
StandardOutput=journal+console
StandardError=journal+console
END
  docker_restarts >"$DOCKER_RESTARTS"
  systemctl start "$RUNNER_UNIT"
}

# What an image may have that takes this machine's jobs, or its memory: the service of GitLab's package reads the same
# config.toml and knows no --max-builds; ECS's agent waits for tasks. Or what ends Docker under its jobs: an upgrade of Docker or
# containerd by Ubuntu's and Debian's own updates, which come within an hour of the boot. A machine is as new as its image.
# https://github.com/docker/for-linux/issues/1155
stop_others() {
  systemctl stop gitlab-runner.service ecs.service apt-daily.timer apt-daily-upgrade.timer 2>/dev/null || true
  if systemctl is-active --quiet gitlab-runner.service; then
    give_up "the service of the image's gitlab-runner cannot be stopped"
  fi
}
