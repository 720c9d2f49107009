const REFRESH_MS = 500;
const body = (id) => document.querySelector(`#${id} tbody`);

document.querySelector('#push').addEventListener('click', () => fetch('/api/pipelines', { method: 'POST' }));

async function refresh() {
  const details = await (await fetch('/api/details')).json();
  const age = (since) => `${Math.max(0, Math.round((Date.parse(details.now) - Date.parse(since)) / 1000))} s`;
  document.querySelector('#now').textContent = details.now.replace('T', ' ').slice(0, 19);
  document.querySelector('#no-machines').hidden = details.machines.length > 0;
  const machines = details.machines.map(({ name, state, since, builds, reason }) =>
    row(state, [name, state, age(since), builds, reason]),
  );
  const jobs = details.jobs.map(({ id, name, status, since, machine }) =>
    row(status, [`${name} #${id}`, status, age(since), machine ?? '']),
  );
  body('machines').replaceChildren(...machines);
  body('jobs').replaceChildren(...jobs.reverse());
}

function row(state, cells) {
  const line = document.createElement('tr');
  line.dataset.state = state;
  for (const text of cells) line.insertCell().textContent = text;
  return line;
}

for (;;) {
  await refresh().catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
}
