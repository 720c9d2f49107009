import { nearest } from '../nearest.ts';
import { burstableSizes } from './burstable.ts';

const WORDS = ['nano', 'micro', 'small', 'medium', 'large', 'xlarge', 'metal'];
/** Of every family. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html */
const SIZE = new RegExp(String.raw`^(${WORDS.join('|')}|\d{1,3}xlarge|metal-\d{1,3}xl)$`);

/**
 * Why there is no such type in any region, as far as its name tells; undefined if there may be one. Families and sizes of
 * large ones are new every year.
 */
export function strangeType(type: string): string | undefined {
  const [family = '', size = ''] = type.split('.');
  const sizes = burstableSizes(family);
  if (sizes.length > 0 && !sizes.includes(size))
    return `is not a type of EC2: ${family} has ${sizes.slice(0, -1).join(', ')} and ${sizes.at(-1)}`;
  if (SIZE.test(size) && /\d/.test(family)) return undefined;
  const near = nearestSize(size);
  return `is not a type of EC2${near === undefined ? '' : `: did you mean ${family}.${near}?`}`;
}

/** 2xlage, 2large and 2-xlarge are 2xlarge. */
function nearestSize(size: string): string | undefined {
  const [, count = '', word = ''] = /^(\d*)(.*)$/.exec(size) ?? [];
  const near = nearest(word, count === '' ? WORDS : ['xlarge']);
  return near === undefined || `${count}${near}` === size ? undefined : `${count}${near}`;
}
