import type { Environment } from '../../environments/environment';
import type { Fact } from '../api';

/** Answers of earlier passes, in memory alone: some hold secrets. */
export class Memory {
  private readonly kept = new Map<string, Map<string, Fact<unknown>>>();
  private readonly secrets = new Map<string, Set<string>>();

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
  forget(): void { this.kept.clear(); }
}

const placeOf = ({ name, cloud, subscriptionId, resourceGroup }: Environment): string => [name, cloud ?? '', subscriptionId ?? '', resourceGroup].join('|').toLowerCase();
