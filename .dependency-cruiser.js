/** What each folder may import beside itself: docs/contributing.md draws it. */
const mayImport = {
  'lib/config': [],
  'lib/scaler/state': ['lib/config'],
  'lib/scaler/ports': ['lib/scaler/state', 'lib/config'],
  'lib/scaler/calls': ['lib/scaler/ports', 'lib/scaler/state'],
  'lib/scaler/plan': ['lib/scaler/state', 'lib/config'],
  ...step('charges'),
  ...step('jobs', 'lib/scaler/charges'),
  ...step('launches'),
  ...step('removals', 'lib/scaler/charges'),
  ...step('events'),
  ...step('audit', 'lib/scaler/events'),
  ...step('experience'),
  'lib/scaler': ['lib/config'],
  'lib/aws': ['lib/scaler', 'lib/config'],
  'lib/gitlab': ['lib/scaler', 'lib/config'],
  'lib/machine': ['lib/config'],
  'lib/simulation': ['lib/scaler', 'lib/config', 'lib/machine', 'lib/gitlab', 'functions'],
  'lib/compare': ['lib/simulation', 'lib/scaler', 'lib/config'],
  'lib/local': [
    'lib/simulation',
    'lib/scaler',
    'lib/config',
    'lib/machine',
    'lib/aws',
    'lib/gitlab',
    'functions',
  ],
  'lib/cli': ['lib', 'functions'],
};

/** A step of a reconcile acts on what the plan decided, through the ports; it knows no other step. */
function step(folder, ...more) {
  const below = ['calls', 'plan', 'ports', 'state'].map((part) => `lib/scaler/${part}`);
  return { [`lib/scaler/${folder}`]: [...below, 'lib/config', ...more] };
}

const functionsMayNotImport = ['lib/local', 'lib/simulation', 'lib/compare', 'lib/cli'];

const layers = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `${folder} imports only ${allowed.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: {
    path: '^(lib|functions|infra|test)/',
    pathNot: [folder, ...allowed].map((place) => `^${place}/`),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers,
    {
      name: 'functions import the domain and its edges, never the simulated world',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: functionsMayNotImport.map((place) => `^${place}/`) },
    },
    {
      name: 'the domain and the configuration know nothing of AWS',
      severity: 'error',
      from: { path: '^lib/(scaler|config)/' },
      to: { path: 'node_modules/@aws-sdk' },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no orphans',
      severity: 'error',
      from: { path: '^(lib|functions)/', pathNot: ['\\.d\\.ts$', '^lib/local/page/'], orphan: true },
      to: {},
    },
    {
      name: 'imports resolve',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^#', 'uPlot\\.esm\\.js$'] },
    },
    {
      name: 'what is deployed is no development dependency',
      severity: 'error',
      from: { path: '^(lib/(config|scaler|aws|gitlab|machine)|functions|infra)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // With types that are imported, which the default parser leaves out.
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
