/**
 * What a machine says of itself as it asks for its runner. Its registration does not depend on it: whatever is no
 * number of seconds counts as not said.
 */
export function uptimeIn(body = ''): number | undefined {
  const uptime = Object(parsed(body)).uptime as unknown;
  return typeof uptime === 'number' && Number.isFinite(uptime) && uptime >= 0 ? uptime : undefined;
}

export const registerRequest = (uptime: number): string => JSON.stringify({ uptime });

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
