/** @import { Model } from '../model/model.js' */
import { element, fill, make, withCode } from './dom.js';

/** What to do first, of a page on which nothing has happened yet. @param {Model} model */
export function showFirstSteps({ hasControls, commands, runners }) {
  const text = hasControls ? TRY : pushOne(runners, commands.doctor);
  fill(element('first-steps'), text, () => text.map((step) => make('li', {}, withCode(step))));
  element('first-push').hidden = !hasControls;
}

const TRY = [
  'Push a pipeline. GitLab tells of its jobs, and a machine is asked for at once.',
  'It boots in half a minute, registers a runner of its own, and takes the first job.',
  'When it has been idle for `IdleTime` it leaves, and nothing is paid for any more.',
];

/** @param {Model['runners']} runners @param {string | null} doctor */
function pushOne(runners, doctor) {
  const tags = [...new Set(runners.flatMap((runner) => runner.tags))];
  const which =
    tags.length === 0 ? 'a job' : `a job with the tag ${tags.map((tag) => `\`${tag}\``).join(' or ')}`;
  return [
    `Push a commit with ${which}. Its machine shows here within seconds.`,
    ...(doctor === null ? [] : [`If none does, \`${doctor}\` says what is missing.`]),
  ];
}
