// A stand-in for jq: paths of one key, with [] after it or not, and the flags -c, -e, -j and -r.
const { appendFileSync, readFileSync } = require('node:fs');
const { argv, env, stdout } = process;

appendFileSync(`${env.SANDBOX}/calls`, `jq ${argv.slice(2).join(' ')}\n`);
const flags = argv[2];
const [, key, each] = /^\.(\w+)(\[\])?$/.exec(argv[3]);
const found = JSON.parse(readFileSync(0, 'utf8'))[key] ?? null;
const show = (value) => (/[rj]/.test(flags) && typeof value === 'string' ? value : JSON.stringify(value));
for (const value of each ? found : [found]) stdout.write(show(value) + (flags.includes('j') ? '' : '\n'));
if (flags.includes('e') && found === null) process.exitCode = 1;
