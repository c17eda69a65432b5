import { EnvironmentError } from '../core/errors';
import type { ArmRequests } from '../core/ports/arm';
import type { JsonValue } from '../core/values';
import type { Requester } from './pipeline';

/** ARM requests by path, over one endpoint. */
export function createArmRequests(requester: Requester, resourceManager: string): ArmRequests {
  return {
    request: async (method, path, body, signal) => {
      const response = await requester.send(method, absolute(path, resourceManager), { ...(body !== undefined && { body: JSON.stringify(body) }), ...(signal && { signal }) });
      const text = response.bodyAsText?.trim() ?? '';
      return { status: response.status, headers: response.headers.toJSON(), ...(text !== '' && { body: JSON.parse(text) as JsonValue }) };
    },
  };
}

const absolute = (path: string, resourceManager: string): string => (/^https?:\/\//i.test(path) ? path : `${resourceManager}${path}`);

interface Page<T> { readonly value?: readonly T[]; readonly nextLink?: string }

/** Reads every page of a list. @throws EnvironmentError `Arm.EndlessPages` when a service never comes to an end. */
export async function listAll<T>(arm: ArmRequests, path: string, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = path; next; ) {
    if (seen.has(next)) throw new EnvironmentError('Arm.EndlessPages', `${path} names the same next page again and again.`, { nextStep: 'Try again later.' });
    seen.add(next);
    const page = (await arm.request('GET', next, undefined, signal)).body as Page<T> | undefined;
    items.push(...(page?.value ?? []));
    next = page?.nextLink;
  }
  return items;
}
