import Ajv, { type ErrorObject } from 'ajv';
import { findNodeAtLocation, parse, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import schema from '../../../syntaxes/schemas/sandbox-faults.schema.json';

export type RequestFault =
  | { readonly kind: 'latency'; readonly ms: number; readonly maxMs?: number; readonly distribution?: 'fixed' | 'uniform' | 'exponential' }
  | { readonly kind: 'throttle'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'error'; readonly status: number; readonly code?: string; readonly message?: string; readonly retryAfterSeconds?: number }
  | { readonly kind: 'reset'; readonly when?: 'before' | 'after' }
  | { readonly kind: 'truncate'; readonly bytes?: number }
  | { readonly kind: 'notJson'; readonly status?: number; readonly body?: string }
  | { readonly kind: 'clockJump'; readonly ms: number };
export type OperationFault = { readonly kind: 'slowOperation'; readonly factor: number } | { readonly kind: 'stuckOperation' };
export type ResourceFault =
  | { readonly kind: 'failResource'; readonly status?: number; readonly code: string; readonly message?: string; readonly late?: boolean }
  | { readonly kind: 'noCapacity'; readonly sku?: string }
  | { readonly kind: 'denyPolicy'; readonly policy?: string };

/** Another limit than usual; nothing is counted or drawn for it. */
export interface QuotaFault { readonly kind: 'quota'; readonly limit: number; readonly quota?: string }

export interface FaultRule {
  readonly name?: string;
  readonly enabled?: boolean;
  readonly match?: { readonly method?: string; readonly path?: string; readonly resourceId?: string; readonly type?: string; readonly name?: string; readonly location?: string };
  readonly probability?: number;
  readonly skip?: number;
  readonly times?: number;
  readonly fault: RequestFault | OperationFault | ResourceFault | QuotaFault;
}

/** What a fault file says. The format is `syntaxes/schemas/sandbox-faults.schema.json`, explained in `docs/sandbox-faults.md`. */
export interface FaultFile { readonly seed?: number; readonly rules: readonly FaultRule[] }

/** A fault file that cannot be used; the message names file, line, column and cause. Positions are one-based. */
export class FaultFileError extends Error {
  constructor(readonly file: string, readonly line: number, readonly column: number, readonly reason: string) {
    super(`${file}:${line}:${column}: ${reason}`);
    this.name = 'FaultFileError';
  }
}

/** Reads a fault file: JSON, comments allowed. `file` is only for the message. @throws FaultFileError for the first thing that is wrong. */
export function parseFaultFile(text: string, file: string): FaultFile {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [syntaxError] = errors;
  if (syntaxError) throw errorAt(text, file, syntaxError.offset, `The file is not JSON (${printParseErrorCode(syntaxError.error)}).`);
  const validate = new Ajv({ allErrors: true, discriminator: false }).compile<FaultFile>(schema);
  if (validate(value)) return value;
  const { offset, reason } = mostSpecific(validate.errors ?? [], parseTree(text));
  throw errorAt(text, file, offset, reason);
}

/** Of all complaints the deepest: a `oneOf` complains for every kind of fault, and only the kind that was meant matters. */
function mostSpecific(errors: readonly ErrorObject[], root: Node | undefined): { readonly offset: number; readonly reason: string } {
  const meant = errors.filter((error) => !error.schemaPath.includes('/definitions/') || !isOtherKind(error, errors));
  const found = [...(meant.length > 0 ? meant : errors)].sort((a, b) => depth(b) - depth(a))[0]!;
  return { offset: offsetOf(root, found), reason: describe(found) };
}

const depth = (error: ErrorObject): number => error.instancePath.split('/').length * 2 - (error.keyword === 'oneOf' ? 1 : 0);

/** The complaint comes from a kind whose own `kind` did not fit either. */
function isOtherKind(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const kindSchema = /^(#\/definitions\/\w+)\//.exec(error.schemaPath)?.[1];
  const base = error.instancePath.replace(/\/kind$/, '');
  return errors.some((other) => other.keyword === 'const' && other.schemaPath.startsWith(`${kindSchema}/`) && other.instancePath.startsWith(base));
}

function describe(error: ErrorObject): string {
  const where = error.instancePath === '' ? 'The file' : `"${error.instancePath.slice(1).replaceAll('/', '.')}"`;
  switch (error.keyword) {
    case 'additionalProperties': return `${where} has the unknown property "${String(error.params.additionalProperty)}".`;
    case 'enum': return `${where} must be one of ${(error.params.allowedValues as readonly unknown[]).join(', ')}.`;
    case 'oneOf': case 'const': return `${where} has an unknown kind of fault. Kinds: ${kinds().join(', ')}.`;
    default: return `${where} ${error.message ?? 'is wrong'}.`;
  }
}

const kinds = (): readonly string[] => schema.definitions.fault.oneOf.map(({ $ref }) => $ref.slice($ref.lastIndexOf('/') + 1));

function offsetOf(root: Node | undefined, error: ErrorObject): number {
  if (!root) return 0;
  const segments = error.instancePath.split('/').slice(1).map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
  const extra = error.keyword === 'additionalProperties' ? [String(error.params.additionalProperty)] : [];
  const node = findNodeAtLocation(root, [...segments, ...extra]) ?? findNodeAtLocation(root, segments);
  return (extra.length > 0 ? node?.parent?.offset : node?.offset) ?? 0;
}

function errorAt(text: string, file: string, offset: number, reason: string): FaultFileError {
  const before = text.slice(0, offset);
  return new FaultFileError(file, before.split('\n').length, offset - before.lastIndexOf('\n'), reason);
}
