# shellcheck shell=bash
# Several jobs at once: a machine then has that many places, each with a gitlab-runner, all of the one runner in GitLab.

# How many: a line of its config.toml.
places() {
  local line
  while read -r line; do
    if [[ "$line" == 'concurrent = '* ]]; then
      echo "${line#*= }"
      return
    fi
  done <"$CONFIG"
}

# The main process of the runner's unit. GitLab Runner's limits are each process's own; those of a machine are kept here.
# Arguments: --runner NAME --max-builds BUILDS --wait-timeout SECONDS
work() {
  local name="$2" builds="$4" seconds="$6" place pid at_work=()
  # So that a signal to one reaches its gitlab-runner too, and SIGQUIT is not ignored.
  set -m
  for ((place = 1; place <= $(places); place++)); do
    fill_place "$place" "$name" "$builds" &
    at_work+=("$!")
  done
  end_when_idle "$seconds" &
  trap 'pass_on SIGQUIT "${at_work[@]}"' QUIT
  trap 'pass_on SIGTERM "${at_work[@]}"' TERM
  for pid in "${at_work[@]}"; do
    # A signal ends the wait, not what is waited for.
    while kill -0 "$pid" 2>/dev/null; do wait "$pid" || true; done
  done
}

pass_on() {
  local pid
  for pid in "${@:2}"; do kill -s "$1" -- "-$pid" 2>/dev/null || true; done
}

# Has one gitlab-runner after the other take a job. When one fails, the others finish theirs.
fill_place() {
  local place="$1" name="$2" builds="$3" is_ending='' status taken=0
  trap 'is_ending=yes' QUIT TERM
  lay_out_place "$place"
  while [[ -z "$is_ending" ]] && take_build; do
    status=0
    gitlab-runner run-single --config "${CONFIG%/*}/$place/config.toml" --runner "$name" --max-builds 1 || status=$?
    if ((status != 0)) && [[ -z "$is_ending" ]]; then
      blame "gitlab-runner has failed: status $status"
      kill -s QUIT $$
      return
    fi
  done
}

# Of its own, so that GitLab tells the places apart, and so that their jobs have caches of their own. gitlab-runner would
# make the same of the machine's id for all of them.
lay_out_place() {
  local folder="${CONFIG%/*}/$1" id
  read -r id </proc/sys/kernel/random/uuid
  id="${id//-/}"
  mkdir -p "$folder"
  (
    umask 077
    cp "$CONFIG" "$folder/config.toml"
    printf 'r_%s' "${id:0:12}" >"$folder/.runner_system_id"
  )
}

# One of the builds that all places share: it is whose file it is. Fails if none is left.
take_build() {
  while ((builds == 0 || taken < builds)); do
    taken=$((taken + 1))
    if (set -o noclobber && : >"$STATE/build-$taken") 2>/dev/null; then return; fi
  done
  return 1
}

# A gitlab-runner's own --wait-timeout would end a place while others work.
end_when_idle() {
  local begun='' last=$SECONDS now
  while ((SECONDS - last <= $1)); do
    sleep 5
    now="$(echo "$STATE"/build-*)"
    if [[ "$now" != "$begun" ]] || has_job; then last=$SECONDS; fi
    begun="$now"
  done
  log "has had no job for $1 s"
  kill -s QUIT $$
}

# https://docs.gitlab.com/runner/executors/docker/#docker-executor-labels
has_job() { [[ -n "$(docker ps --quiet --filter label=com.gitlab.gitlab-runner.job.id)" ]]; }
