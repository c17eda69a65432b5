import type { Environment } from '../../environments/environment';
import type { AnswerStore } from '../../ports';
import type { Fact } from '../api';

/** Answers that are not worth keeping after so long. */
const longestKeptMs = 10 * 60_000;
const mostKept = 3_000;
/** Their answers hold secrets, or may. They stay in memory. */
const secretKinds = /^(appSettings|secretValue|kudu|signedEndpoint|storageEndpoint) |^armPost .*"secret":true/;

export interface KeepingPorts {
  readonly answers?: AnswerStore;
  /** Whether nothing in an answer is, or looks like, a secret. */
  readonly isHarmless?: (answer: unknown, secrets: readonly string[]) => boolean;
}

/** Answers of earlier passes: in memory, and where there is a store, those without secrets for other processes. */
export class Memory {
  private readonly kept = new Map<string, Map<string, Fact<unknown>>>();
  private readonly secrets = new Map<string, Set<string>>();
  private readonly loaded = new Map<string, Promise<void>>();

  constructor(private readonly ports: KeepingPorts = {}) {}

  /** Reads once what another process left of the environment. */
  load(environment: Environment): Promise<void> {
    const place = placeOf(environment);
    const loading = this.loaded.get(place) ?? this.read(place);
    this.loaded.set(place, loading);
    return loading;
  }

  private async read(place: string): Promise<void> {
    const found = await this.ports.answers?.read(place);
    if (found && found.size > 0) this.kept.set(place, new Map([...found, ...this.kept.get(place) ?? []]));
  }

  /** Leaves what may be left to other processes. */
  async save(environment: Environment, now: Date): Promise<void> {
    const { answers, isHarmless } = this.ports;
    if (!answers || !isHarmless) return;
    const place = placeOf(environment);
    const secrets = [...this.secretsOf(environment)];
    const young = [...this.kept.get(place) ?? []].filter(([key, { at }]) => now.getTime() - Date.parse(at) < longestKeptMs && !secretKinds.test(key));
    await answers.write(place, new Map(young.slice(-mostKept).filter(([, fact]) => isHarmless(fact, secrets))));
  }

  recall(environment: Environment, key: string, maxAgeMs: number, now: Date): Fact<unknown> | undefined {
    const known = this.kept.get(placeOf(environment))?.get(key);
    const ageMs = known ? now.getTime() - Date.parse(known.at) : Number.POSITIVE_INFINITY;
    // A clock that was set back makes answers of the future, whose age nobody knows.
    return ageMs >= 0 && ageMs < maxAgeMs ? known : undefined;
  }

  keep(environment: Environment, key: string, fact: Fact<unknown>): void {
    const place = placeOf(environment);
    const facts = this.kept.get(place) ?? new Map<string, Fact<unknown>>();
    this.kept.set(place, facts.set(key, fact));
  }

  /** Every secret that an answer about the environment has held so far; to be added to. */
  secretsOf(environment: Environment): Set<string> {
    const place = placeOf(environment);
    const secrets = this.secrets.get(place) ?? new Set<string>();
    this.secrets.set(place, secrets);
    return secrets;
  }

  /** After something was changed. */
  async forget(): Promise<void> {
    this.kept.clear();
    await this.ports.answers?.clear();
  }
}

const placeOf = ({ name, cloud, subscriptionId, resourceGroup }: Environment): string => [name, cloud ?? '', subscriptionId ?? '', resourceGroup].join('|').toLowerCase();
