/** Sends the server an order. Rejects with the server's words if it refuses. */
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
