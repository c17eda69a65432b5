import { conflict } from '../armError';
import type { StateStore, StateTable } from '../store/stateStore';

export type RegistrationState = 'Registered' | 'Unregistered';

/** Which resource providers a subscription may use: all, until it unregisters one. */
export class Registrations {
  private readonly table: StateTable<{ readonly state: RegistrationState }>;
  constructor(store: StateStore) { this.table = store.table('providerRegistrations'); }

  stateOf(subscriptionId: string, namespace: string): RegistrationState { return this.table.get(keyFor(subscriptionId, namespace))?.state ?? 'Registered'; }
  set(subscriptionId: string, namespace: string, state: RegistrationState): void { this.table.set(keyFor(subscriptionId, namespace), { state }); }

  /** @throws ArmError 409 `MissingSubscriptionRegistration`. */
  check(subscriptionId: string | undefined, namespace: string): void {
    if (subscriptionId === undefined || this.stateOf(subscriptionId, namespace) === 'Registered') return;
    const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
    throw conflict('MissingSubscriptionRegistration', message, { details: [{ code: 'MissingSubscriptionRegistration', target: namespace, message }] });
  }
}

const keyFor = (subscriptionId: string, namespace: string): string => `${subscriptionId}/${namespace}`.toLowerCase();
