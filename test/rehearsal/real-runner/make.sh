#!/usr/bin/env bash
# make.sh FOLDER: builds the real gitlab-runner there, once for each recipe (the files beside this one), and prints its
# path. Its source is had as a Go module. Modules of GitLab's that cannot be had so are stubs here, which are called by
# nothing that a rehearsal does: they fail if they are.
set -euo pipefail

readonly FOLDER="$1" MODULE=gitlab.com/gitlab-org/gitlab-runner
# The newest that is served as a module, and the release that it was to become.
readonly SOURCE=v1.11.1-0.20260903214710-fc1f1862bd91 VERSION=19.4.0
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
recipe="$(cd "$here" && find . -type f | sort | xargs sha256sum | sha256sum | cut -c 1-12)"
readonly MADE="$FOLDER/real-runner-$recipe" MAKING="$FOLDER/real-runner-making"

main() {
  mkdir -p "$FOLDER"
  exec 9>"$FOLDER/real-runner-lock"
  flock 9
  if [[ ! -x "$MADE/gitlab-runner" ]]; then
    rm -rf "$MAKING" "$FOLDER"/real-runner-*/
    mkdir "$MAKING"
    # In the background, where a step that fails ends it: before a || none would.
    build >"$FOLDER/real-runner-making.log" 2>&1 &
    wait $! || fail "it could not be built: see $FOLDER/real-runner-making.log"
    mv "$MAKING" "$MADE"
  fi
  echo "$MADE/gitlab-runner"
}

fail() {
  echo "no real gitlab-runner: $1" >&2
  exit 1
}

# Versions and checksums of all that it requires are its own.
build() {
  local source gitlab="${MODULE%/*}"
  source="$(go mod download -json "$MODULE@$SOURCE" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')"
  cp -r "$here"/*.go "$here/stubs" "$MAKING"
  install -m 644 "$source/go.mod" "$source/go.sum" "$MAKING"
  cd "$MAKING"
  go mod edit -module=real-runner -require="$MODULE@$SOURCE" \
    -replace=gitlab.com/ajwalker/phrasestream=./stubs/phrasestream \
    -replace="$gitlab/labkit/v2=./stubs/labkit" \
    -replace="$gitlab/moa=./stubs/moa" \
    -replace="$gitlab/step-runner=./stubs/step-runner" \
    -replace="$MODULE/helpers/runner_wrapper/api=./stubs/wrapper-api"
  # Without cgo, so that it runs in a helper image that has no C library.
  CGO_ENABLED=0 go build -mod=mod -buildvcs=false -trimpath \
    -ldflags "-s -w -X $MODULE/common.VERSION=$VERSION" -o gitlab-runner .
  archive_helper
}

# What GitLab Runner looks for in its helper image: its binary by another name, and a shell that lets all write.
archive_helper() {
  mkdir -p helper/usr/bin
  ln gitlab-runner helper/usr/bin/gitlab-runner-helper
  printf '#!/bin/sh\numask 0000\nexec sh\n' >helper/usr/bin/gitlab-runner-build
  chmod 755 helper/usr/bin/gitlab-runner-build
  tar --create --file helper.tar --directory helper usr
}

main
