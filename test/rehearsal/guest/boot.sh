#!/usr/bin/env bash
# boot.sh RUN CGROUP: boots a guest, with all that it changes in RUN, and ends with it. Its processes, mounts and
# network are in namespaces that end with this process, however that ends. In the guest's network there is one other
# host, 10.77.0.1, which is 169.254.169.254 too: whoever started this is given sockets that listen there.
# Settings: LAYERS (of its image, folders, the upper first), DOCKER (the image's /var/lib/docker), DISK_SIZE, OWN_DISK (how
# large an instance store it has, if it has one), LISTENERS (the program that opens the sockets), LISTEN (ADDRESS:PORT …)
set -euo pipefail

readonly RUN="$1"

enter() {
  echo $$ >"$1/cgroup.procs"
  exec unshare --mount --net --pid --fork --kill-child --mount-proc bash "${BASH_SOURCE[0]}" "$RUN"
}

boot() {
  local disks=()
  mount_root
  if [[ -n "$OWN_DISK" ]]; then attach_own_disk; fi
  connect
  open_sockets
  # From here on, what is written is the guest's console.
  echo "boot: $(date +%s.%N)"
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=1 exec systemd-nspawn --quiet --boot \
    --directory="$RUN/root" --machine=rehearsal --register=no --keep-unit --console=read-only \
    --network-namespace-path=/run/netns/guest --bind="$RUN/docker:/var/lib/docker" "${disks[@]}" \
    --capability=all --system-call-filter='@keyring bpf'
}

mount_root() {
  mkdir -p "$RUN/root" "$RUN/changes"
  if [[ -n "$DISK_SIZE" ]]; then mount -t tmpfs -o "size=$DISK_SIZE" tmpfs "$RUN/changes"; fi
  mkdir -p "$RUN/changes/upper" "$RUN/changes/work"
  local layer lower="$RUN/seed"
  for layer in $LAYERS; do lower+=":$layer"; done
  mount -t overlay overlay "$RUN/root" \
    -o "lowerdir=$lower,upperdir=$RUN/changes/upper,workdir=$RUN/changes/work"
  # Docker cannot keep its layers on an overlay.
  if [[ ! -d "$RUN/docker" ]]; then cp -a "$DOCKER" "$RUN/docker"; fi
}

# A loop device, by the name that udev gives to a disk of the type's own. It is let go when nobody has it open any more:
# the guest, which has it mounted, and a process that ends with the namespaces.
attach_own_disk() {
  local loop
  truncate --size="$OWN_DISK" "$RUN/own-disk"
  loop="$(losetup --find --show "$RUN/own-disk")"
  exec 8<"$loop"
  sleep infinity >/dev/null 2>&1 &
  losetup --detach "$loop"
  disks=("--bind=$loop:/dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS22F0A1B2C3D4E5F60")
}

connect() {
  mkdir -p /run/netns
  mount -t tmpfs tmpfs /run/netns
  ip netns add guest
  ip link set lo up
  ip link add outside type veth peer name eth0 netns guest
  ip address add 10.77.0.1/24 dev outside
  ip address add 169.254.169.254/32 dev outside
  ip link set outside up
  ip -n guest link set lo up
  ip -n guest address add 10.77.0.2/24 dev eth0
  ip -n guest link set eth0 up
  ip -n guest route add default via 10.77.0.1
}

open_sockets() {
  # shellcheck disable=SC2086 # words
  $LISTENERS $LISTEN
  # The guest has no use for the channel to whoever started this.
  exec {NODE_CHANNEL_FD}>&-
  unset NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE
}

if (($# == 2)); then enter "$2"; else boot; fi
