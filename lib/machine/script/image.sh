# shellcheck shell=bash
# What an image has of what a machine would install at its boot: run where the image is built.

make_image() {
  mkdir -p "$STATE"
  log "makes an image with gitlab-runner $RUNNER_VERSION"
  install_packages
  install_runner
  systemctl enable docker
  start_docker
  prefetch
  # What was this instance's own must not be every machine's.
  rm -rf "$STATE"
}

set -Eeuo pipefail
trap 'blame_command "${FUNCNAME[0]:-main}" "$BASH_COMMAND" "$?"' ERR
make_image
