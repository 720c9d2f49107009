import type { Context } from 'hono';
import { refusal } from './refusal.ts';

const DEFAULT_PER_PAGE = 20;
const MOST_PER_PAGE = 100;

/** https://docs.gitlab.com/api/rest/#offset-based-pagination */
export function pageOf<T>(c: Context, all: readonly T[]): readonly T[] {
  const perPage = Math.min(positive(c.req.query('per_page'), DEFAULT_PER_PAGE), MOST_PER_PAGE);
  const page = positive(c.req.query('page'), 1);
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  c.header('x-page', `${page}`);
  c.header('x-per-page', `${perPage}`);
  c.header('x-total', `${all.length}`);
  c.header('x-total-pages', `${pages}`);
  c.header('x-prev-page', page > 1 ? `${page - 1}` : '');
  c.header('x-next-page', page < pages ? `${page + 1}` : '');
  return all.slice((page - 1) * perPage, page * perPage);
}

/**
 * Pages by the last id, the way to read a long list that grows meanwhile: the header Link has where it goes on.
 * https://docs.gitlab.com/api/rest/#keyset-based-pagination
 *
 * @param all with falling ids
 */
export function keysetPageOf<T extends { readonly id: number }>(c: Context, all: readonly T[]): readonly T[] {
  const perPage = Math.min(positive(c.req.query('per_page'), DEFAULT_PER_PAGE), MOST_PER_PAGE);
  const cursor = c.req.query('cursor');
  const left = cursor === undefined ? all : all.filter(({ id }) => id < positive(cursor, 1));
  const page = left.slice(0, perPage);
  const last = page.at(-1);
  if (last !== undefined && page.length < left.length) {
    const next = new URL(c.req.url);
    next.searchParams.set('cursor', `${last.id}`);
    c.header('link', `<${next}>; rel="next"`);
  }
  return page;
}

function positive(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw refusal(400, 'Bad request - page and per_page must be positive');
  return Number(text);
}
