import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface GuestFile {
  readonly text: string | Buffer;
  /** Permission bits; 0644 without. */
  readonly mode?: number;
}

export type GuestFiles = Readonly<Record<string, GuestFile>>;

export interface Seed {
  readonly instanceId: string;
  readonly hostname: string;
  readonly userData: string | Buffer;
  /** Has user data run by cloud-init; else by a unit that is as cloud-init's last, which takes half of the time. */
  readonly hasCloudInit?: boolean;
  /** Put into the image before it boots, by path. */
  readonly files?: GuestFiles;
}

/** As cloud-final.service, without those before it. Once, as cloud-init runs scripts. */
const USER_DATA_UNIT = `[Unit]
After=network-online.target
ConditionPathExists=!/var/lib/user-data-has-run

[Service]
Type=oneshot
ExecStartPre=/bin/touch /var/lib/user-data-has-run
ExecStart=/bin/bash /var/lib/cloud/seed/nocloud/user-data
KillMode=process
TimeoutStartSec=0
StandardOutput=journal+console
`;
const WITHOUT_CLOUD_INIT: GuestFiles = {
  '/etc/cloud/cloud-init.disabled': { text: '' },
  '/etc/systemd/system/user-data.service': { text: USER_DATA_UNIT },
  '/etc/systemd/system/multi-user.target.d/user-data.conf': { text: '[Unit]\nWants=user-data.service\n' },
};

/** Puts what a guest finds beside its image into a folder. */
export function layOut(folder: string, seed: Seed): void {
  const { instanceId, hostname, userData, hasCloudInit = false, files = {} } = seed;
  const nocloud = '/var/lib/cloud/seed/nocloud';
  const all: GuestFiles = {
    [`${nocloud}/meta-data`]: { text: `instance-id: ${instanceId}\nlocal-hostname: ${hostname}\n` },
    [`${nocloud}/user-data`]: { text: userData, mode: 0o600 },
    // What its network has is found without DNS.
    '/etc/resolv.conf': { text: '' },
    ...(!hasCloudInit && WITHOUT_CLOUD_INIT),
    ...files,
  };
  for (const [path, { text, mode = 0o644 }] of Object.entries(all)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
    chmodSync(place, mode);
  }
}
