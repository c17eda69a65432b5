import { isRecord } from './envelope';

/** Guards that the pages' contracts are made of. */
export const isNothing = (params: unknown): params is undefined => params === undefined || params === null;

/** True for an object whose named keys are all strings. */
export const hasStrings = <K extends string>(...keys: readonly K[]) =>
  (params: unknown): params is Readonly<Record<K, string>> => isRecord(params) && keys.every((key) => typeof params[key] === 'string');

export const isListOfStrings = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** True for an object whose `key` is one of `allowed`. */
export const hasOneOf = <K extends string, V extends string>(key: K, ...allowed: readonly V[]) =>
  (params: unknown): params is Readonly<Record<K, V>> => isRecord(params) && allowed.includes(params[key] as V);
