# shellcheck shell=bash
# What looks after the runner while it runs, and after it has ended.

# Of Docker's, in looks: until the runner is to take no other job, and until its job is given up.
readonly LONG_SILENCE=3 LONGEST_SILENCE=20
# How often systemd had started Docker again when the runner was started.
readonly DOCKER_RESTARTS="$STATE/docker-restarts"

# EC2 tells the machine itself that it will interrupt it, two minutes ahead: whoever else does not hear of it, the
# runner takes no other job then, finishes the one that it runs if it can, and ends.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
watch() {
  local is_told='' silent=0
  while true; do
    if [[ -z "$is_told" ]] && imds spot/instance-action >/dev/null; then
      log 'EC2 will interrupt this machine: its runner takes no other job'
      if signal_runner SIGQUIT; then is_told=yes; fi
    fi
    if is_refused; then
      blame 'GitLab does not know its runner any more (403)'
      signal_runner "$(refused_signal)" || true
    fi
    if docker_answers; then
      silent=0
    else
      silent=$((silent + 1))
      if ((silent == LONG_SILENCE)); then
        blame 'Docker does not answer any more'
        signal_runner SIGQUIT || true
      elif ((silent == LONGEST_SILENCE)); then
        signal_runner SIGTERM || true
      fi
    fi
    sleep 5
  done
}

signal_runner() { systemctl kill --kill-who=main --signal="$1" "$RUNNER_UNIT"; }

# Of a machine with several places others may still work, for some minutes at most: what sleeps wakes up by then.
refused_signal() { if (($(places) > 1)); then echo SIGQUIT; else echo SIGTERM; fi; }

# A poll answered with 403 has gitlab-runner sleep for five minutes, which SIGQUIT does not cut short. It runs no job
# then: it polls only between two jobs.
is_refused() {
  local line last=''
  while read -r line; do
    if [[ "$line" != *'Requested quit'* ]]; then last="$line"; fi
  done < <(journalctl --unit "$RUNNER_UNIT" --lines 5 --output cat --no-pager)
  [[ "$last" == *'Runner is not healthy'* ]]
}

# What systemd runs before it tells the runner to end. Without Docker a job has no end that gitlab-runner would wait for:
# its calls hang, since systemd still listens in Docker's place, and starts Docker anew only once the runner has ended.
stopping() {
  systemctl is-active --quiet docker.service || signal_runner SIGTERM || true
}

# What systemd runs when the runner has ended, however it did. systemd says in the environment how.
# https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#%24SERVICE_RESULT
ended() {
  if [[ ! -s "$REASON" ]]; then
    if has_docker_failed; then
      blame 'Docker has failed'
    elif [[ "$SERVICE_RESULT" != success ]]; then
      blame "gitlab-runner has failed: $SERVICE_RESULT (${EXIT_CODE:-not started} ${EXIT_STATUS:-})"
    else
      return 0
    fi
  fi
  # The runner's first: what is said here is in its journal too.
  log_journal "$RUNNER_UNIT" 40
  log_journal docker.service 10
  report
}

# systemd starts Docker again when it has crashed, which killed the job's containers. Before there was a runner, no job
# was harmed.
has_docker_failed() {
  ! systemctl is-active --quiet docker.service || [[ "$(docker_restarts)" != "$(<"$DOCKER_RESTARTS")" ]]
}

docker_restarts() { systemctl show --property NRestarts --value docker.service; }
