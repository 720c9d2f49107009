#!/usr/bin/env bash
# All that must pass. What waits, for guests that boot and for packages, runs beside what computes; what it says is shown
# when it has ended.
set -euo pipefail
cd "$(dirname "$0")/.."

said="$(mktemp -d)"
readonly said
# What tools and tests leave in the temporary folder ends with the run; what Node has compiled serves all of it.
export TMPDIR="$said" NODE_COMPILE_CACHE="$said/compile-cache"
declare -A process=()
failed=()

main() {
  beside checks npm run -s checks
  beside aws on_moto
  beside rehearsal npm run -s jest -- --selectProjects rehearsal --maxWorkers=1
  npm run -s jest -- --ignoreProjects aws rehearsal || failed+=(tests)
  await checks
  await aws
  await rehearsal
  if ((${#failed[@]} > 0)); then
    echo "failed: ${failed[*]}" >&2
    exit 1
  fi
}

on_moto() {
  npm run -s venv && npm run -s shellcheck && npm run -s jest -- --selectProjects aws
}

beside() {
  "${@:2}" >"$said/$1" 2>&1 &
  process["$1"]=$!
}

await() {
  wait "${process[$1]}" || failed+=("$1")
  cat "$said/$1"
}

end() {
  jobs -p | xargs --no-run-if-empty kill 2>/dev/null || true
  wait
  rm -rf "$said"
}

trap end EXIT
main
