import { asArray, isObject } from '../json';
import type { Clock } from '../ports';
import type { JsonObject, JsonValue } from '../values';
import type { AgentTestStep } from './contract';

/** Longest body that is shown, in characters. */
const longest = 4_000;

/** Writes down the steps of a test as they happen, with how long each took. */
export class TestTrace {
  private since: number;

  constructor(private readonly clock: Clock, private readonly tell: (step: AgentTestStep) => void) { this.since = clock.now().getTime(); }

  add(step: Omit<AgentTestStep, 'at' | 'durationMs' | 'body'> & { readonly body?: string }): void {
    const now = this.clock.now();
    const { body, ...rest } = step;
    this.tell({ ...rest, at: now.toISOString(), durationMs: now.getTime() - this.since, ...(body !== undefined && { body: shownBody(body) }) });
    this.since = now.getTime();
  }
}

const secretKey = /key|secret|token|password|connection_?string|credential/i;
const secretText = /(AccountKey|SharedAccessKey|Password|sig|code)=[^;&\s"]+/gi;

/** JSON where it is, without what looks like a secret, cut when it is long. */
export function shownBody(text: string): JsonValue {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  try { return withoutSecrets(JSON.parse(cut) as JsonValue); } catch (error) {
    if (error instanceof SyntaxError) return cut.replace(secretText, '$1=…');
    throw error;
  }
}

function withoutSecrets(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replace(secretText, '$1=…');
  if (Array.isArray(value)) return asArray(value).map(withoutSecrets);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, one]) => [key, secretKey.test(key) && typeof one === 'string' ? '…' : withoutSecrets(one)]));
}
