# shellcheck shell=bash
# User data: as little as gets a machine its script, since EC2 takes 16 KB and the user's own data is to fit in. The
# settings, and S, the folder of what is in memory, are above. It knows the control plane by TLS, and says nothing of
# itself: the script is the same for all, and no secret.

readonly SECONDS_TO_FETCH=300 LONGEST_DELAY=15

fetch() {
  local delay=1 waited=0
  # The rest may wait: Docker need not.
  systemctl start --no-block docker 2>/dev/null
  until get_curl && curl --silent --show-error --fail --connect-timeout 5 --max-time 30 "$API_URL/script" >"$S/script"; do
    if ((waited >= SECONDS_TO_FETCH)); then return 1; fi
    echo "bastionless: no script from $API_URL: again in $delay s"
    sleep "$delay"
    waited=$((waited + delay))
    delay=$((delay * 2 < LONGEST_DELAY ? delay * 2 : LONGEST_DELAY))
  done
}

get_curl() {
  if command -v curl; then return; fi
  if command -v dnf; then dnf install --assumeyes curl; else apt-get update && apt-get install --yes curl ca-certificates; fi
} >/dev/null

# A machine that boots a second time has lost count of its builds, and cloud-init runs nothing again.
end_at_second_boot() {
  local unit=bastionless-second-boot.service place="$BASTIONLESS_ROOT/etc/systemd/system"
  mkdir -p "$place/multi-user.target.wants"
  cat >"$place/$unit" <<END
[Unit]
Description=Ends a machine that boots a second time
ConditionPathExists=!/run/bastionless
SuccessAction=poweroff
FailureAction=poweroff

[Service]
Type=oneshot
ExecStart=/bin/echo bastionless: this machine boots a second time: powering off
StandardOutput=journal+console
END
  ln -sf "../$unit" "$place/multi-user.target.wants/$unit"
}

# Whatever hangs from here on, this machine ends.
shutdown -h +60
end_at_second_boot
if fetch; then
  cat "$S/script" >>"$S/machine"
  exec bash "$S/machine" boot
fi
echo "bastionless: $API_URL does not answer: powering off"
shutdown -h now || systemctl poweroff --force
