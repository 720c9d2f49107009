#!/bin/bash
# Installs into an image what a machine would install at its first boot: with the functions of bootstrap.sh, whose path
# is the first argument, and without its last line, which runs them all.
set -euo pipefail

# shellcheck disable=SC1090
source <(sed '$ { /^main$/ d }' "$1")

install_packages
install_runner
systemctl enable docker
systemctl start docker
# Pulled by the first job otherwise. The tag is that of the runner: "Version:      19.4.0".
version="$(gitlab-runner --version | awk '$1 == "Version:" { print $2 }')"
case "$(uname -m)" in aarch64) helper=arm64 ;; *) helper=x86_64 ;; esac
docker pull "registry.gitlab.com/gitlab-org/gitlab-runner/gitlab-runner-helper:$helper-v$version"

# What is this machine's own must not be that of all.
cloud-init clean --logs
rm -f "$1" /etc/ssh/ssh_host_* /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys
