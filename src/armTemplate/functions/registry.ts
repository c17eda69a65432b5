import { arrayFunctions } from './array';
import type { Builtin } from './builtin';
import { cidrFunctions } from './cidr';
import { comparisonFunctions } from './comparison';
import { dateFunctions } from './date';
import { deploymentFunctions } from './deployment';
import { hashFunctions } from './hash';
import { lambdaFunctions } from './lambda';
import { logicalFunctions } from './logical';
import { numericFunctions } from './numeric';
import { objectFunctions } from './object';
import { resourceFunctions } from './resource';
import { resourceIdFunctions } from './resourceId';
import { scopeFunctions } from './scope';
import { stringFunctions } from './string';
import { uriFunctions } from './uri';

const ALL: readonly Builtin[] = [
  ...arrayFunctions, ...cidrFunctions, ...comparisonFunctions, ...dateFunctions, ...deploymentFunctions, ...hashFunctions, ...lambdaFunctions, ...logicalFunctions,
  ...numericFunctions, ...objectFunctions, ...resourceFunctions, ...resourceIdFunctions, ...scopeFunctions, ...stringFunctions, ...uriFunctions,
];
const BY_KEY: ReadonlyMap<string, Builtin> = new Map(ALL.map((builtin) => [builtin.name.toLowerCase(), builtin]));
const LIST = BY_KEY.get('list*')!;

/** Finds by the name in lower case. Every `list…` is one function. */
export function findBuiltin(key: string): Builtin | undefined {
  return BY_KEY.get(key) ?? (key.startsWith('list') && !key.includes('.') ? LIST : undefined);
}

/** Names of all functions, as documented; `list*` stands for all of them. */
export const functionNames: readonly string[] = ALL.map((builtin) => builtin.name).sort();
