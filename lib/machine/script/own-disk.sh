# shellcheck shell=bash
# A disk of the type's own (instance store): the quickest that a machine can have, at no price, and gone with the machine.
# Docker then keeps all that it keeps there: images, containers, and the volumes with the jobs' files and caches.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ssd-instance-store.html

readonly OWN_DISK="$ROOT/mnt/bastionless"

# No machine fails for it: where it cannot be done, Docker stays where it is. Of several disks the first is taken: a
# filesystem over all takes packages that images lack, and types of up to 16 vCPUs have but one as a rule.
use_own_disk() {
  local disks
  mapfile -t disks < <(blank_own_disks)
  if ((${#disks[@]} == 0)); then return; fi
  if systemctl is-active --quiet docker.service && [[ -n "$(docker ps --quiet)" ]]; then
    log "leaves ${disks[0]} alone: containers run already"
    return
  fi
  # The socket would start Docker again, at the first word to it.
  systemctl stop docker.socket docker.service containerd.service 2>/dev/null || true
  if make_filesystem "${disks[0]}" && move_docker "${disks[0]}"; then
    log "Docker is on ${disks[0]}, the first of ${#disks[@]} disks of the machine's own"
  fi
}

# Those that nobody has formatted: EC2 gives them blank, so what is on one is the work of the user's own user data. One
# may have several names.
blank_own_disks() {
  local link disk
  for link in "$ROOT"/dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_*; do
    if [[ -e "$link" && "$link" != *-part* ]]; then readlink -f "$link"; fi
  done | sort -u | while read -r disk; do
    if is_blank "$disk"; then echo "$disk"; fi
  done
}

# https://man7.org/linux/man-pages/man8/blkid.8.html#EXIT_STATUS
is_blank() {
  local status=0
  blkid --probe "$1" >/dev/null 2>&1 || status=$?
  ((status == 2))
}

# Of what the image's own root takes, one is there. EC2 has discarded all blocks, so that it need not be done again.
make_filesystem() {
  if has mkfs.xfs; then
    quietly mkfs.xfs -f -K "$1"
  elif has mkfs.ext4; then
    quietly mkfs.ext4 -F -E nodiscard "$1"
  else
    log "leaves $1 alone: the image has neither mkfs.xfs nor mkfs.ext4"
    return 1
  fi
}

# With what the image has pulled. Since version 29 Docker has containerd keep the images.
move_docker() {
  local folder
  mkdir -p "$OWN_DISK"
  quietly mount -o noatime "$1" "$OWN_DISK" || return
  for folder in docker containerd; do
    mkdir -p "$OWN_DISK/$folder" "$ROOT/var/lib/$folder"
    quietly cp -a "$ROOT/var/lib/$folder/." "$OWN_DISK/$folder/" || return
    quietly mount --bind "$OWN_DISK/$folder" "$ROOT/var/lib/$folder" || return
  done
}
