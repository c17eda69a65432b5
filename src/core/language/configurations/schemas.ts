import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import agent from '../../../../syntaxes/schemas/agent.schema.json';
import agentRegistry from '../../../../syntaxes/schemas/agent-registry.schema.json';
import faults from '../../../../syntaxes/schemas/sandbox-faults.schema.json';
import server from '../../../../syntaxes/schemas/mcp-server.schema.json';
import serverRegistry from '../../../../syntaxes/schemas/mcp-server-registry.schema.json';
import type { Span } from '../../bicepparam';
import { spanOf, type ConfigurationDocument } from './document';
import type { ConfigurationKind } from './kinds';

/** More than anybody reads; each costs a walk to its place. */
const maximumErrors = 300;
const schemas: Readonly<Record<ConfigurationKind, object>> = { agent, server, agentRegistry, serverRegistry, faults };

/** Checks documents against the schemas that are shipped; each is compiled at its first use. */
export class SchemaChecks {
  readonly #ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strict: false });
  readonly #compiled = new Map<ConfigurationKind, ValidateFunction>();

  /** What does not fit, at the value or, for something missing or too much, at the object's name or the key. */
  *check({ kind, root }: ConfigurationDocument): Generator<Span & { readonly message: string }> {
    if (!root) return;
    const check = this.#compiled.get(kind) ?? this.#ajv.compile(schemas[kind]);
    this.#compiled.set(kind, check);
    if (check(getNodeValue(root))) return;
    const errors = check.errors ?? [];
    for (const error of errors.slice(0, maximumErrors)) if (!isSummary(error, errors)) yield place(error, root);
  }
}

/** `oneOf` and its like repeat what their parts say, `if` what its `then` or `else` has said. */
const isSummary = (error: ErrorObject, all: readonly ErrorObject[]): boolean =>
  (error.keyword === 'if' && all.length > 1) || (['anyOf', 'oneOf'].includes(error.keyword) && all.some((other) => other !== error && other.schemaPath.startsWith(`${error.schemaPath}/`)));

function place(error: ErrorObject, root: Node): Span & { readonly message: string } {
  const path = error.instancePath.split('/').slice(1).map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  const node = path.length === 0 ? root : findNodeAtLocation(root, path.map((part) => (/^\d+$/.test(part) ? Number(part) : part))) ?? root;
  const name = path.filter((part) => !/^\d+$/.test(part)).at(-1) ?? 'The document';
  if (error.keyword === 'required') return { ...headOf(node), message: `${path.length === 0 ? 'The file' : name} lacks ${String(error.params['missingProperty'])}.` };
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty']);
    const property = node.children?.find((child) => child.children?.[0]?.value === key)?.children?.[0];
    return { ...spanOf(property ?? node), message: `${name} has no field ${key}.` };
  }
  const wanted = error.keyword === 'enum' ? ` ${(error.params['allowedValues'] as readonly unknown[]).map(String).join(', ')}` : '';
  return { ...(node.type === 'object' || node.type === 'array' ? headOf(node) : spanOf(node)), message: `${name} ${error.message ?? 'is not valid'}${wanted ? `:${wanted}` : ''}.` };
}

/** The key under which an object stands, or its opening bracket. */
function headOf(node: Node): Span {
  const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  return key ? spanOf(key) : { start: node.offset, end: node.offset + 1 };
}
