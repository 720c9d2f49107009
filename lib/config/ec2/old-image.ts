/**
 * Images of systems whose curl is older than 7.75, which cannot sign requests (--aws-sigv4), by what their makers call
 * them. https://docs.aws.amazon.com/linux/al2/release-notes, https://packages.ubuntu.com/curl,
 * https://packages.debian.org/curl
 */
const OLD: readonly (readonly [pattern: RegExp, system: string])[] = [
  [/\bubuntu\b.*\b(12|14|16|18|20)\.(04|10)\b|\b(trusty|xenial|bionic|focal)\b/i, 'Ubuntu 20.04 or older'],
  [/\bamzn2-|\bamazon linux 2\b(?!0)/i, 'Amazon Linux 2'],
  [/\bamzn-ami-/i, 'Amazon Linux 1'],
  [/\bdebian[- ](8|9|10|11)\b|\b(jessie|stretch|buster|bullseye)\b/i, 'Debian 11 or older'],
  [/\b(rhel|centos|rocky|almalinux)\b[^0-9]*[678]\b/i, 'Enterprise Linux 8 or older'],
];

/**
 * Why machines that start from an image would power themselves off at once, as far as its name and description tell;
 * undefined if they tell nothing.
 */
export function whyTooOld(...told: readonly (string | undefined)[]): string | undefined {
  const text = told.join(' ');
  const [, system] = OLD.find(([pattern]) => pattern.test(text)) ?? [];
  if (system === undefined) return undefined;
  return `it seems to be ${system}, whose curl cannot sign requests (--aws-sigv4): its machines would power off at once`;
}

export const NEWER_IMAGE =
  'Name an image with curl 7.75 or newer (Amazon Linux 2023, Debian 12, Ubuntu 24.04), or leave amazonec2-ami out.';
