import type { AST } from 'toml-eslint-parser';

type KeyPath = AST.TOMLTable['resolvedKey'];

/** A table's heading, a key with its value, or an element of a list, and where in the file's value it is. */
export interface PlacedNode {
  readonly path: KeyPath;
  readonly node: AST.TOMLTable | AST.TOMLKeyValue | AST.TOMLContentNode;
}

/** All of a file, in its order; a list's elements and an inline table's keys after what holds them. */
export function nodesIn({ body: [top] }: AST.TOMLProgram): PlacedNode[] {
  return top.body.flatMap((node) =>
    node.type === 'TOMLTable'
      ? [{ path: node.resolvedKey, node }, ...node.body.flatMap((pair) => pairIn(pair, node.resolvedKey))]
      : pairIn(node, []),
  );
}

function pairIn(node: AST.TOMLKeyValue, around: KeyPath): PlacedNode[] {
  const names = node.key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
  const path = [...around, ...names];
  return [{ path, node }, ...within(node.value, path)];
}

function within(value: AST.TOMLContentNode, path: KeyPath): PlacedNode[] {
  if (value.type === 'TOMLInlineTable') return value.body.flatMap((pair) => pairIn(pair, path));
  if (value.type !== 'TOMLArray') return [];
  return value.elements.flatMap((node, index) => {
    const at = [...path, index];
    return [{ path: at, node }, ...within(node, at)];
  });
}
