import { paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import type { Item } from './read-item.ts';

/** All that the query finds, page by page, each as it is read. */
export async function queryAll<T>(
  { documents, name: TableName }: Table,
  query: Omit<QueryCommandInput, 'TableName'>,
  read: (item: Item) => T,
): Promise<T[]> {
  const found: T[] = [];
  for await (const { Items = [] } of paginateQuery({ client: documents }, { TableName, ...query })) {
    found.push(...Items.map(read));
  }
  return found;
}
