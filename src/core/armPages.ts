import { EnvironmentError } from './errors';
import { asArray, asString, isObject, member } from './json';
import type { ArmRequests } from './ports/arm';
import type { JsonObject } from './values';

/**
 * Every item of a list of ARM, page after page; whoever has found what it looks for asks no further.
 * @throws EnvironmentError `Arm.EndlessPages` when a service never comes to an end.
 */
export async function* eachListed(arm: Pick<ArmRequests, 'request'>, path: string, signal?: AbortSignal): AsyncGenerator<JsonObject> {
  const seen = new Set<string>();
  for (let next: string | undefined = path; next; ) {
    if (seen.has(next)) throw new EnvironmentError('Arm.EndlessPages', `${path} names the same next page again and again.`, { nextStep: 'Try again later.' });
    seen.add(next);
    const { body }: { readonly body?: unknown } = await arm.request('GET', next, undefined, signal);
    yield* asArray(member(body, 'value')).filter(isObject);
    next = asString(member(body, 'nextLink'));
  }
}

/** The whole list. @throws EnvironmentError `Arm.EndlessPages`. */
export async function listAll(arm: Pick<ArmRequests, 'request'>, path: string, signal?: AbortSignal): Promise<JsonObject[]> {
  const items: JsonObject[] = [];
  for await (const item of eachListed(arm, path, signal)) items.push(item);
  return items;
}
