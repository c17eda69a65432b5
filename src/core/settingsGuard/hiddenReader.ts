import { asObject, member } from '../json';
import type { ArmRequests } from '../ports/arm';
import type { JsonObject } from '../values';

const apiVersion = '2023-12-01';

/** Parts of an app that a GET of the app leaves out, so that what-if cannot compare them. `web` has a GET of its own, the others a list action. */
export type HiddenPart = 'appsettings' | 'connectionstrings' | 'azurestorageaccounts' | 'web';

/**
 * Reads what an app keeps hidden: the settings guard, plans and drift look through the same eyes.
 * @see Web Apps - List Application Settings, List Connection Strings, List Azure Storage Accounts, Get Configuration
 */
export class HiddenReader {
  readonly #seen = new Map<string, Promise<JsonObject | undefined>>();

  /** @param patiently tries a first look again where that may help; reads at a given moment are for the caller to repeat. */
  constructor(private readonly arm: ArmRequests, private readonly isAbsent: (error: unknown) => boolean, private readonly patiently: <T>(look: () => Promise<T>, signal?: AbortSignal) => Promise<T> = (look) => look()) {}

  /** As it is at this moment; undefined when the app is not there. Errors as `ArmRequests`. */
  async read(siteId: string, part: HiddenPart, signal?: AbortSignal): Promise<JsonObject | undefined> {
    const live = await this.#ask(siteId, part, signal);
    this.#seen.set(keyOf(siteId, part), Promise.resolve(live));
    return live;
  }

  /** As it was when it was last read here, or read now. */
  seen(siteId: string, part: HiddenPart, signal?: AbortSignal): Promise<JsonObject | undefined> {
    const key = keyOf(siteId, part);
    const known = this.#seen.get(key) ?? this.patiently(() => this.#ask(siteId, part, signal), signal);
    this.#seen.set(key, known);
    return known;
  }

  async #ask(siteId: string, part: HiddenPart, signal?: AbortSignal): Promise<JsonObject | undefined> {
    const [method, path] = part === 'web' ? ['GET', 'config/web'] as const : ['POST', `config/${part}/list`] as const;
    try {
      const { body } = await this.arm.request(method, `${siteId}/${path}?api-version=${apiVersion}`, undefined, signal);
      return asObject(member(body, 'properties'));
    } catch (error) {
      if (this.isAbsent(error)) return undefined;
      throw error;
    }
  }
}

const keyOf = (siteId: string, part: HiddenPart): string => `${siteId.toLowerCase()}|${part}`;
