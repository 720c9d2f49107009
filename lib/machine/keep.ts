const UNIT = 'bastionless-runner.service';
const TIMER = 'bastionless-kept';

/**
 * What is run on a machine that is kept. Neither the end of its runner nor the time that its boot may take ends it any more.
 * When its time is over it powers itself off, even if everybody else forgets it. Run again, the last time counts.
 *
 * @param seconds for how long from now
 */
export const keepScript = (seconds: number): string => `set -e
mkdir -p /run/systemd/system/${UNIT}.d
printf '[Unit]\\nSuccessAction=none\\nFailureAction=none\\n' >/run/systemd/system/${UNIT}.d/kept.conf
systemctl daemon-reload
shutdown -c
systemctl stop ${TIMER}.timer 2>/dev/null || true
systemd-run --quiet --unit=${TIMER} --on-active=${Math.ceil(seconds)} systemctl poweroff
`;
