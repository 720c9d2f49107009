#!/usr/bin/env bash
# run.sh [JEST'S OPTIONS]: the rehearsal with the real gitlab-runner in its stand-in's place.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
if ! command -v go >/dev/null; then
  echo 'skipped: the rehearsal with the real gitlab-runner: it takes Go, to build that' >&2
  exit
fi
REAL_GITLAB_RUNNER="$(bash test/rehearsal/real-runner/make.sh "$PWD/.rehearsal")"
export REAL_GITLAB_RUNNER
npm run --silent jest -- --selectProjects rehearsal "$@"
