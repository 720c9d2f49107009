import { type RestCall, RestRefusal } from './call.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly headers: Readonly<Record<string, string>>;
}

type Paging = Pick<RestCall, 'path' | 'query'>;

const DEFAULT_PER_PAGE = 20;
const MOST_PER_PAGE = 100;

/** https://docs.gitlab.com/api/rest/#offset-based-pagination */
export function pageOf<T>(call: Paging, all: readonly T[]): Page<T> {
  const pages = Math.max(1, Math.ceil(all.length / perPageOf(call)));
  const { items, headers } = pageWithoutTotal(call, all);
  return { items, headers: { ...headers, 'x-total': `${all.length}`, 'x-total-pages': `${pages}` } };
}

/** Of a list that GitLab does not count: `without_count` in its source. */
export function pageWithoutTotal<T>(call: Paging, all: readonly T[]): Page<T> {
  const perPage = perPageOf(call);
  const page = positive(call.query.get('page'), 1);
  return {
    items: all.slice((page - 1) * perPage, page * perPage),
    headers: {
      'x-page': `${page}`,
      'x-per-page': `${perPage}`,
      'x-prev-page': page > 1 ? `${page - 1}` : '',
      'x-next-page': page * perPage < all.length ? `${page + 1}` : '',
    },
  };
}

/**
 * Pages by the last id, the way to read a long list that grows meanwhile: the header Link has where it goes on.
 * https://docs.gitlab.com/api/rest/#keyset-based-pagination
 *
 * @param all with falling ids
 */
export function keysetPageOf<T extends { readonly id: number }>(
  call: Paging,
  all: readonly T[],
  url: string,
): Page<T> {
  const cursor = call.query.get('cursor');
  const left = cursor === null ? all : all.filter(({ id }) => id < positive(cursor, 1));
  return linkedPage(call, left, url, 'cursor');
}

/** The same of a list with rising ids, whose pages begin after `id_after`. */
export function keysetPageById<T extends { readonly id: number }>(
  call: Paging,
  left: readonly T[],
  url: string,
): Page<T> {
  return linkedPage(call, left, url, 'id_after');
}

/** Its link to the next page names the last item in that parameter. */
function linkedPage<T extends { readonly id: number }>(
  call: Paging,
  left: readonly T[],
  url: string,
  parameter: 'cursor' | 'id_after',
): Page<T> {
  const items = left.slice(0, perPageOf(call));
  const last = items.at(-1);
  if (last === undefined || items.length === left.length) return { items, headers: {} };
  const next = new URLSearchParams(call.query);
  next.set(parameter, `${last.id}`);
  return { items, headers: { link: `<${url}/api/v4${call.path}?${next}>; rel="next"` } };
}

export function perPageOf({ query }: Paging): number {
  return Math.min(positive(query.get('per_page'), DEFAULT_PER_PAGE), MOST_PER_PAGE);
}

export function positive(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new RestRefusal(400, 'Bad request - page and per_page must be positive');
  }
  return Number(text);
}
