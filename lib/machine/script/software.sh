# shellcheck shell=bash
# What a machine runs: installed at its boot where the image lacks it, and into an image when that is built.

readonly LOCAL_BIN="$ROOT/usr/local/bin"
export PATH="$PATH:$LOCAL_BIN"

has() { command -v "$1" >/dev/null; }

install_packages() {
  local packages=()
  has curl || packages+=(curl)
  has docker || packages+=("$(if has dnf; then echo docker; else echo docker.io; fi)")
  if ((${#packages[@]} == 0)); then return; fi
  log "installs ${packages[*]}"
  persistently install_with_package_manager "${packages[@]}" || give_up "${packages[*]} could not be installed"
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
  local name expected actual new="$LOCAL_BIN/gitlab-runner.new"
  name="gitlab-runner-linux-$(if [[ "$(uname -m)" == aarch64 ]]; then echo arm64; else echo amd64; fi)"
  mkdir -p "$LOCAL_BIN"
  persistently download_runner "$name" "$new" || give_up "gitlab-runner $RUNNER_VERSION could not be downloaded"
  expected="$(checksum_of "$name")"
  actual="$(sha256sum <"$new")"
  if [[ "${actual%% *}" != "$expected" ]]; then
    rm "$new"
    give_up "gitlab-runner $RUNNER_VERSION is not GitLab's: its SHA-256 is ${actual%% *}, published is ${expected:-none}"
  fi
  chmod 755 "$new"
  mv "$new" "$LOCAL_BIN/gitlab-runner"
  log "has installed gitlab-runner $RUNNER_VERSION"
}

# The checksums first: they come over the same connection.
download_runner() {
  local place="$DOWNLOADS/v$RUNNER_VERSION"
  curl --silent --show-error --fail --fail-early --location --connect-timeout 10 --speed-limit 1000 --speed-time 30 \
    --output "$STATE/release.sha256" "$place/release.sha256" --output "$2" "$place/binaries/$1"
}

# A line is the checksum, white space, perhaps an asterisk, and the path.
checksum_of() {
  local sum path
  while read -r sum path; do
    if [[ "${path#\*}" == *"binaries/$1" ]]; then echo "$sum"; fi
  done <"$STATE/release.sha256"
}

docker_answers() {
  curl --silent --fail --max-time 10 --unix-socket "$ROOT/run/docker.sock" http://docker/_ping >/dev/null
}

start_docker() {
  if ! quietly systemctl start docker || ! docker_answers; then
    blame 'Docker does not start'
    log_journal docker.service 10
    exit 1
  fi
  log 'Docker answers'
}

# What the first job would wait for. One that cannot be pulled without credentials is left to the job.
prefetch() {
  local image
  for image in $IMAGES; do
    if docker image inspect "$image" >/dev/null 2>&1; then continue; fi
    if quietly docker pull --quiet "$image"; then log "has pulled $image"; fi
  done
}
