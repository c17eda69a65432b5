import type { JsonObject } from '../../armTemplate';
import { ok, parameterOf, type Answer, type ArmRequest } from '../http/armRequest';
import type { Sandbox } from '../sandbox';
import type { StateStore } from '../store/stateStore';
import { page, subscriptionOf, type ArmRoute } from './shared';

/** A preview feature that a subscription was registered for, or taken off again. */
interface FeatureRecord { readonly subscriptionId: string; readonly namespace: string; readonly name: string; readonly state: 'Registered' | 'Unregistered'; readonly at: string }

const base = '/subscriptions/{subscriptionId}/providers/Microsoft.Features';
const feature = `${base}/providers/{namespace}/features/{feature}`;
const registration = `${base}/featureProviders/{namespace}/subscriptionFeatureRegistrations/{feature}`;

/** Preview features. Which of them Azure has is not known here: one of any name exists, and lists show those that were registered or taken off. */
export const featureRoutes: readonly ArmRoute[] = [
  { method: 'GET', path: `${base}/features`, summary: 'Features - List All: those asked for', handle: (request, sandbox) => page(records(request, sandbox), request, shown) },
  { method: 'GET', path: `${base}/providers/{namespace}/features`, summary: 'Features - List: those asked for', handle: (request, sandbox) => page(records(request, sandbox, parameterOf(request, 'namespace')), request, shown) },
  { method: 'GET', path: feature, summary: 'Features - Get: a feature of any name exists', handle: (request, sandbox) => ok(shown(recordOf(request, sandbox))) },
  { method: 'POST', path: `${feature}/register`, summary: 'Features - Register', handle: (request, sandbox) => ok(shown(set(request, sandbox, 'Registered'))) },
  { method: 'POST', path: `${feature}/unregister`, summary: 'Features - Unregister', handle: (request, sandbox) => ok(shown(set(request, sandbox, 'Unregistered'))) },
  { method: 'GET', path: `${base}/subscriptionFeatureRegistrations`, summary: 'Subscription Feature Registrations - List All By Subscription', handle: (request, sandbox) => page(records(request, sandbox), request, shownRegistration) },
  { method: 'GET', path: `${base}/featureProviders/{namespace}/subscriptionFeatureRegistrations`, summary: 'Subscription Feature Registrations - List By Subscription', handle: (request, sandbox) => page(records(request, sandbox, parameterOf(request, 'namespace')), request, shownRegistration) },
  { method: 'GET', path: registration, summary: 'Subscription Feature Registrations - Get', handle: (request, sandbox) => ok(shownRegistration(recordOf(request, sandbox))) },
  { method: 'PUT', path: registration, summary: 'Subscription Feature Registrations - Create Or Update', handle: (request, sandbox) => ok(shownRegistration(set(request, sandbox, 'Registered'))) },
  { method: 'DELETE', path: registration, summary: 'Subscription Feature Registrations - Delete', handle: (request, sandbox): Answer => { set(request, sandbox, 'Unregistered'); return { status: 200 }; } },
];

/** Whether a subscription was registered for a feature. */
export const isRegistered = (store: StateStore, feature: Pick<FeatureRecord, 'subscriptionId' | 'namespace' | 'name'>): boolean => store.table<FeatureRecord>('features').get(keyFor(feature))?.state === 'Registered';

const table = (sandbox: Sandbox) => sandbox.store.table<FeatureRecord>('features');
const keyFor = ({ subscriptionId, namespace, name }: Pick<FeatureRecord, 'subscriptionId' | 'namespace' | 'name'>): string => `${subscriptionId}/${namespace}/${name}`.toLowerCase();

function records(request: ArmRequest, sandbox: Sandbox, namespace?: string): readonly FeatureRecord[] {
  const subscriptionId = subscriptionOf(request, sandbox).toLowerCase();
  return [...table(sandbox).entries()].map(([, record]) => record).filter((record) => record.subscriptionId.toLowerCase() === subscriptionId && (namespace === undefined || record.namespace.toLowerCase() === namespace.toLowerCase()));
}

const named = (request: ArmRequest, sandbox: Sandbox) => ({ subscriptionId: subscriptionOf(request, sandbox), namespace: parameterOf(request, 'namespace'), name: parameterOf(request, 'feature') });

function recordOf(request: ArmRequest, sandbox: Sandbox): Omit<FeatureRecord, 'state'> & { readonly state: FeatureRecord['state'] | 'NotRegistered' } {
  const asked = named(request, sandbox);
  return table(sandbox).get(keyFor(asked)) ?? { ...asked, state: 'NotRegistered', at: sandbox.clock.now().toISOString() };
}

function set(request: ArmRequest, sandbox: Sandbox, state: FeatureRecord['state']): FeatureRecord {
  const record = { ...named(request, sandbox), state, at: sandbox.clock.now().toISOString() };
  table(sandbox).set(keyFor(record), record);
  return record;
}

type Shown = ReturnType<typeof recordOf>;

const shown = ({ subscriptionId, namespace, name, state }: Shown): JsonObject => ({
  id: `/subscriptions/${subscriptionId}/providers/Microsoft.Features/providers/${namespace}/features/${name}`, name: `${namespace}/${name}`, type: 'Microsoft.Features/providers/features', properties: { state },
});

const shownRegistration = ({ subscriptionId, namespace, name, state, at }: Shown): JsonObject => ({
  id: `/subscriptions/${subscriptionId}/providers/Microsoft.Features/featureProviders/${namespace}/subscriptionFeatureRegistrations/${name}`, name, type: 'Microsoft.Features/featureProviders/subscriptionFeatureRegistrations',
  properties: { subscriptionId, providerNamespace: namespace, featureName: name, state, approvalType: 'AutoApproval', registrationDate: at, shouldFeatureDisplayInPortal: false },
});
