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
  mkdir "$MAKING"
  make_system
  configure_cloud_init
  configure_system
  make_docker_layer
  rm -rf "$SYSTEM"/var/lib/apt/lists/* "$SYSTEM"/var/cache/apt/*
}

# With the lists of packages, which the layer of Docker takes.
make_system() {
  local options=(force-unsafe-io 'path-exclude=/usr/share/'{doc,man,locale}'/*')
  mmdebstrap --mode=root --variant=minbase --skip=cleanup/apt/lists \
    --include=systemd,systemd-sysv,dbus,cloud-init,curl,iproute2,ca-certificates \
    "${options[@]/#/--dpkgopt=}" "$SUITE" "$SYSTEM"
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
  install_in "$merged" --download-only docker.io
  make_pool "$merged"/var/cache/apt/archives/*.deb
  run_in "$merged" --bind-ro="$POOL/pool:/pool" env DEBIAN_FRONTEND=noninteractive dpkg --install --recursive /pool
  # As on Amazon Linux, where it is not enabled: Debian starts it at each boot.
  run_in "$merged" systemctl disable docker.service docker.socket
  run_in "$merged" --resolv-conf=copy-host --bind="$IMAGES:/var/lib/docker" --bind="$MAKING:/making" \
    bash -euc "$(declare -f import_image); import_image"
  rm -rf "$merged"/var/lib/apt/lists/* "$merged"/var/cache/apt/*
  umount "$merged"
  rm -rf "$merged" "$work"
}

import_image() {
  local root
  root="$(mktemp -d)"
  cd "$(mktemp -d)"
  apt-get download --quiet busybox-static
  dpkg-deb --extract busybox-static_*.deb .
  mkdir -p "$root/bin" "$root/tmp"
  cp bin/busybox "$root/bin/"
  chroot "$root" /bin/busybox --install -s /bin
  dockerd --iptables=false --bridge=none --storage-driver=overlay2 &
  until docker info >/dev/null 2>&1; do
    kill -0 $!
    sleep 0.2
  done
  tar --create --file /making/image.tar --directory "$root" .
  docker import /making/image.tar busybox:latest
  rm -rf "$root" "$PWD"
  kill $!
  wait $! || true
}

# Not compressed: several guests unpack them.
# https://wiki.debian.org/DebianRepository/Format#Flat_Repository_Format
make_pool() {
  local package unpacked="$MAKING/unpacked"
  mkdir -p "$POOL/pool" "$POOL/etc/apt"
  for package in "$@"; do
    dpkg-deb --raw-extract "$package" "$unpacked"
    package="$POOL/pool/${package##*/}"
    dpkg-deb --build -Znone "$unpacked" "$package" >&2
    rm -rf "$unpacked"
    dpkg-deb --field "$package"
    echo "Filename: ./${package##*/}"
    echo "Size: $(stat --format %s "$package")"
    echo "SHA256: $(sha256sum "$package" | cut -d ' ' -f 1)"
    echo
  done >"$MAKING/Packages"
  mv "$MAKING/Packages" "$POOL/pool/"
  echo 'deb [trusted=yes] file:/pool ./' >"$POOL/etc/apt/sources.list"
}

"${2:-main}"
