/** What each folder may import: the layout of the README, as rules. */
const mayImport = {
  'lib/config': [],
  'lib/scaler': ['lib/config'],
  'lib/aws': ['lib/scaler', 'lib/config'],
  'lib/gitlab': ['lib/scaler', 'lib/config'],
  'lib/machine': ['lib/config'],
  'lib/simulation': ['lib/scaler', 'lib/config', 'lib/machine', 'functions'],
  'lib/local': ['lib', 'functions'],
  'lib/cli': ['lib', 'functions'],
};

const functionsMayNotImport = ['lib/local', 'lib/simulation', 'lib/cli'];

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
      from: { path: '^(lib/(config|scaler|aws|gitlab|machine)|functions)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
