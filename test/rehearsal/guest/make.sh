#!/usr/bin/env bash
# make.sh FOLDER: makes the guest there, once for each recipe (this file), and prints the folder that it is in. It is
# a Debian in layers:
#   system   what a plain cloud image has: systemd, cloud-init, curl
#   docker   what Docker adds to it
#   pool     a package source with Docker in it, which needs no network
#   images   a /var/lib/docker with an image for jobs, and image.tar, its files: no registry can be reached from a guest
# It is made aside and moved into place, so that it is whole or not there; whoever asks meanwhile waits.
set -euo pipefail

readonly FOLDER="$1" SUITE=bookworm
recipe="$(sha256sum "${BASH_SOURCE[0]}" | cut -c 1-12)"
readonly BASE="$FOLDER/base-$recipe" MAKING="$FOLDER/making" LOG="$FOLDER/making.log"
readonly SYSTEM="$MAKING/system" DOCKER="$MAKING/docker" POOL="$MAKING/pool" IMAGES="$MAKING/images"

main() {
  mkdir -p "$FOLDER"
  exec 9>"$FOLDER/lock"
  flock 9
  if [[ ! -d "$BASE" ]]; then
    rm -rf --one-file-system "$MAKING" "$FOLDER"/base-*
    # Its mounts end with it.
    unshare --mount bash "${BASH_SOURCE[0]}" "$FOLDER" make_layers >"$LOG" 2>&1 || fail
    mv "$MAKING" "$BASE"
  fi
  echo "$BASE"
}

fail() {
  tail -n 20 "$LOG" >&2
  echo "the guest could not be made: see $LOG" >&2
  exit 1
}

make_layers() {
  debootstrap --variant=minbase "$SUITE" "$SYSTEM"
  printf '%s\n' force-unsafe-io 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/man/*' \
    'path-exclude=/usr/share/locale/*' >"$SYSTEM/etc/dpkg/dpkg.cfg.d/rehearsal"
  install_in "$SYSTEM" systemd systemd-sysv dbus cloud-init curl iproute2 ca-certificates
  configure_cloud_init
  configure_system
  make_docker_layer
  make_pool
  rm -rf "$SYSTEM"/var/lib/apt/lists/* "$SYSTEM"/var/cache/apt/*
}

# Without services: nothing of it runs on after this.
run_in() {
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=1 \
    systemd-nspawn --quiet --directory="$1" --register=no --keep-unit --as-pid2 --pipe \
    --capability=all --system-call-filter='@keyring bpf' "${@:2}"
}

install_in() {
  run_in "$1" --resolv-conf=copy-host env DEBIAN_FRONTEND=noninteractive \
    apt-get --option APT::Keep-Downloaded-Packages=true install --quiet --yes --no-install-recommends "${@:2}"
}

configure_cloud_init() {
  mkdir -p "$SYSTEM/var/lib/cloud/seed/nocloud"
  echo 'policy: enabled' >"$SYSTEM/etc/cloud/ds-identify.cfg"
  cat >"$SYSTEM/etc/cloud/cloud.cfg.d/99-rehearsal.cfg" <<'END'
datasource_list: [ NoCloud ]
network: { config: disabled }
# The rest takes time and does nothing here.
cloud_init_modules: [ bootcmd, write-files ]
cloud_config_modules: [ runcmd ]
cloud_final_modules: [ scripts-user ]
END
}

configure_system() {
  local idle=(apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service
    console-getty.service cloud-init-hotplugd.socket modprobe@{configfs,dm_mod,drm,efi_pstore,fuse,loop}.service)
  run_in "$SYSTEM" systemctl mask "${idle[@]}"
  rm -f "$SYSTEM/etc/resolv.conf"
  touch "$SYSTEM/etc/resolv.conf"
  # So that the journal is kept, and can be read from outside.
  mkdir -p "$SYSTEM/var/log/journal"
}

make_docker_layer() {
  local merged="$MAKING/merged" work="$MAKING/work"
  mkdir -p "$DOCKER" "$IMAGES" "$merged" "$work"
  mount -t overlay overlay "$merged" -o "lowerdir=$SYSTEM,upperdir=$DOCKER,workdir=$work"
  rm -f "$SYSTEM"/var/cache/apt/archives/*.deb
  install_in "$merged" docker.io
  # As on Amazon Linux, where it is not enabled: Debian starts it at each boot.
  run_in "$merged" systemctl disable docker.service docker.socket
  mkdir -p "$POOL/pool"
  mv "$merged"/var/cache/apt/archives/*.deb "$POOL/pool/"
  install_in "$merged" busybox-static
  run_in "$merged" --bind="$IMAGES:/var/lib/docker" --bind="$MAKING:/making" bash -euc "$(declare -f import_image); import_image"
  run_in "$merged" apt-get purge --quiet --yes busybox-static
  rm -rf "$merged"/var/lib/apt/lists/* "$merged"/var/cache/apt/*
  umount "$merged"
  rm -rf "$merged" "$work"
}

import_image() {
  local root
  root="$(mktemp -d)"
  mkdir -p "$root/bin" "$root/tmp"
  cp /bin/busybox "$root/bin/"
  chroot "$root" /bin/busybox --install -s /bin
  dockerd --iptables=false --bridge=none --storage-driver=overlay2 &
  until docker info >/dev/null 2>&1; do
    kill -0 $!
    sleep 0.2
  done
  tar --create --file /making/image.tar --directory "$root" .
  docker import /making/image.tar busybox:latest
  rm -rf "$root"
  kill $!
  wait $! || true
}

# https://wiki.debian.org/DebianRepository/Format#Flat_Repository_Format
make_pool() {
  local package
  for package in "$POOL"/pool/*.deb; do
    dpkg-deb --field "$package"
    echo "Filename: ./${package##*/}"
    echo "Size: $(stat --format %s "$package")"
    echo "SHA256: $(sha256sum "$package" | cut -d ' ' -f 1)"
    echo
  done >"$POOL/pool/Packages"
  mkdir -p "$POOL/etc/apt"
  echo 'deb [trusted=yes] file:/pool ./' >"$POOL/etc/apt/sources.list"
}

"${2:-main}"
