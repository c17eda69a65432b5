import { asString } from '../../json';
import type { JsonObject } from '../../values';
import type { Facts } from '../api';
import { applications, armList, type App } from '../queries';
import { sameText } from './shared';

/** Functions that the host of an app has found. */
export const functionsOf = (app: App): ReturnType<typeof armList> => armList(`{${app}}/functions`, '2024-04-01');

/** Last parts of the names, `app/health` as `health`. */
export const functionNames = (list: readonly JsonObject[]): readonly string[] => list.map((one) => asString(one['name'])?.split('/').at(-1) ?? '').filter((name) => name !== '');

export interface FunctionDifference { readonly found: readonly string[]; readonly declared: readonly string[]; readonly missing: readonly string[]; readonly extra: readonly string[] }

/** What the host of an app has found beside what its sources declare; needs `functionsOf(app)` and `applications()`. */
export function compareFunctions(facts: Facts, app: App): FunctionDifference {
  const found = functionNames(facts.need(functionsOf(app)));
  const declared = (facts.need(applications()).find(({ name }) => name === app)?.functions ?? []).map(({ name }) => name);
  return { found, declared, missing: declared.filter((name) => !found.some((one) => sameText(one, name))), extra: found.filter((name) => !declared.some((one) => sameText(one, name))) };
}
