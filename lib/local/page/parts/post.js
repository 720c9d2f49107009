/** Has the server do something. Rejects with what it said if it did not. */
/** @param {string} path @param {object} [body] @returns {Promise<any>} */
export async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
