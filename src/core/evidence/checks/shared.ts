import { asArray, asObject, asString } from '../../json';
import type { JsonObject, JsonValue } from '../../values';
import type { Check, EvidenceScope, Facts, Profile, Stage } from '../api';
import { Decided } from '../facts';
import { compiled } from '../queries';
import { parameterValues } from '../parameterValues';
import { fail, rollUp, unknown } from '../verdict';

export const check = (row: string, needs: Check['needs'], decide: Check['decide'], more: Partial<Pick<Check, 'stages' | 'rows' | 'binds'>> = {}): Check => ({ row, needs, decide, ...more });

/** A row of a person that passes by itself when there is nothing to decide; else it fails until somebody has decided it. */
export const personalCheck = (row: string, needs: Check['needs'], decide: Check['decide'], more: Partial<Pick<Check, 'stages' | 'rows' | 'binds'>> = {}): Check => ({ ...check(row, needs, decide, more), isPersonal: true });

/** A row that passes when every applicable one of the others does. */
export const rollUpOf = (row: string, rows: readonly string[], more: Partial<Pick<Check, 'stages'>> = {}): Check => ({ row, needs: [], rows, decide: (facts) => rollUp(facts, rows), ...more });

/** Values of the parameters, defaults included. A parameters file that does not compile ends the check with `fail`. */
export function parametersOf(facts: Facts): JsonObject {
  const built = facts.need(compiled());
  if (built.success) return parameterValues(built);
  const first = built.diagnostics.find(({ severity }) => severity === 'error');
  throw new Decided(fail(`The parameters file does not compile: ${first ? `${first.code}: ${first.message}` : 'no template came out'}`));
}

/** A parameter as text; undefined where it is none. */
export const textParameter = (values: JsonObject, name: string): string | undefined => asString(values[name]) || undefined;

/** The stage, which must be known. */
export function stageOf({ stage, environment }: EvidenceScope): Stage {
  if (stage) return stage;
  throw new Decided(unknown(`It cannot be told whether ${environment.name} is dev, staging or prod.`));
}

/** Texts in a list of unknown make. */
export const texts = (value: unknown): readonly string[] => asArray(value).filter((one): one is string => typeof one === 'string');

/** `East US 2` and `eastus2` are one region. */
export const regionKey = (name: string): string => name.toLowerCase().replaceAll(' ', '');
export const sameText = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();

/** Numbers of a version, `[3, 10, 2]`; undefined where a text holds none. */
export function versionIn(text: string): readonly number[] | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/** Negative when `a` is older. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) { const difference = (a[index] ?? 0) - (b[index] ?? 0); if (difference !== 0) return difference; }
  return 0;
}

/** JSON out of a tool; undefined where it is none. */
export function parseJson(text: string): JsonValue | undefined {
  try { return JSON.parse(text) as JsonValue; } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
}

/** Tags are found without regard to case. */
export function tagOf(tags: unknown, name: string): string | undefined {
  const entry = Object.entries(asObject(tags)).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return asString(entry?.[1]) || undefined;
}

/** `1 alert`, `2 alerts`; `noun` stands for one. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `a, b and 3 more`. */
export const listed = (items: readonly string[], most = 5): string => (items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${items.length - most} more`);

/** The quarter of a time, in UTC, to compare with others. */
export const quarterOf = (time: string | Date): string => { const date = new Date(time); return `${date.getUTCFullYear()}-${Math.floor(date.getUTCMonth() / 3)}`; };

/** A number of the profile; `otherwise` where it names none. */
export const numberOf = (profile: Profile, name: string, otherwise: number): number => { const value = profile[name]; return typeof value === 'number' ? value : otherwise; };
