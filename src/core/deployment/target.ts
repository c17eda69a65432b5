import type { TargetChoice } from '../engine';
import type { Environment } from '../environments/environment';
import { InputError } from '../errors';
import type { AzureConnection, ResourceGroup } from '../ports/arm';
import { asString, member } from '../json';
import type { JsonObject } from '../values';
import type { RunRecord, RunTarget } from './events';

const sandboxSubscription = '00000000-0000-0000-0000-000000000001';
/** Where a rehearsal's new group goes when nothing names a place; for a real cloud nobody but the user decides that. */
const sandboxLocation = 'eastus';

/** What a template and its parameters file say about the place. */
export interface LocationSource { readonly template?: JsonObject | undefined; readonly parameters?: JsonObject | undefined }

export interface ResolvedTarget { readonly target: RunTarget; readonly group?: ResourceGroup }

/** What is known before the cloud is asked; blank where it is not. */
export function provisionalTarget(environment: Environment, choice: TargetChoice = {}, compiled?: LocationSource): RunTarget {
  const isSandbox = environment.cloud === 'sandbox';
  return {
    cloud: environment.cloud ?? '', isSandbox,
    subscriptionId: choice.subscriptionId ?? environment.subscriptionId ?? '',
    resourceGroup: choice.resourceGroup ?? environment.resourceGroup, location: choice.location ?? environment.location ?? locationOf(compiled) ?? '',
  };
}

/** As `provisionalTarget`, with what the sandbox takes when nothing is said. */
export function localTarget(environment: Environment, choice: TargetChoice | undefined, compiled: LocationSource): RunTarget {
  const target = provisionalTarget(environment, choice, compiled);
  return target.isSandbox ? { ...target, subscriptionId: target.subscriptionId || sandboxSubscription, location: target.location || sandboxLocation } : target;
}

/**
 * Where the run goes. The subscription is the one chosen, the environment's, or the only one there is; an existing group's own location wins.
 * @throws InputError `Target.NoSubscription`, `Target.NoLocation`.
 */
export async function resolveTarget(environment: Environment, choice: TargetChoice | undefined, connection: AzureConnection, compiled: LocationSource, signal?: AbortSignal): Promise<ResolvedTarget> {
  const provisional = provisionalTarget(environment, choice, compiled);
  const subscriptionId = provisional.subscriptionId || await onlySubscription(connection, signal);
  const scope = { subscriptionId, resourceGroup: provisional.resourceGroup };
  const group = await connection.resources.findResourceGroup(scope, signal);
  const location = group?.location ?? (provisional.location || (connection.cloud.isSandbox ? sandboxLocation : ''));
  if (!location) throw new InputError('Target.NoLocation', `The resource group ${scope.resourceGroup} does not exist, and no location for it is known.`, { nextStep: 'Give a "location" parameter in the parameters file, or a location for the environment in aos.yaml.' });
  return { group, target: { ...scope, cloud: connection.cloud.name, isSandbox: connection.cloud.isSandbox, location } };
}

/** A run is never followed, cancelled or begun anew in another cloud than its own. @throws InputError `Run.OtherCloud`. */
export function refuseOtherCloud({ deploymentId, target }: RunRecord, { cloud }: AzureConnection): void {
  if (!target?.cloud || target.cloud === cloud.name || (target.isSandbox && cloud.isSandbox)) return;
  throw new InputError('Run.OtherCloud', `The run ${deploymentId} went to ${target.cloud}, not to ${cloud.name}.`, { nextStep: `Choose the cloud ${target.cloud}.` });
}

/** @throws InputError `Target.NoSubscription` when the account sees none, or more than one. */
export async function onlySubscription(connection: AzureConnection, signal?: AbortSignal): Promise<string> {
  const usable = (await connection.resources.listSubscriptions(signal)).filter((one) => one.state === 'Enabled' || one.state === 'Warned' || one.state === 'PastDue');
  const only = usable.length === 1 ? usable[0] : undefined;
  if (only) return only.subscriptionId;
  // The sandbox takes any subscription for an empty one: without a choice it is always the same.
  if (connection.cloud.isSandbox && (usable.length === 0 || usable.some((one) => one.subscriptionId === sandboxSubscription))) return sandboxSubscription;
  const found = usable.length === 0 ? 'this account sees none' : `this account sees ${usable.length}: ${usable.slice(0, 5).map((one) => `${one.displayName} (${one.subscriptionId})`).join(', ')}${usable.length > 5 ? ', …' : ''}`;
  throw new InputError('Target.NoSubscription', `No subscription is chosen, and ${found}.`, { nextStep: 'Choose one with --subscription, "AOS: Select Subscription", or `subscription` in aos.yaml.' });
}

/** The `location` parameter as given, else as the template has it by default, unless that is an expression. */
function locationOf({ template, parameters }: LocationSource = {}): string | undefined {
  const given = asString(member(member(parameters, 'location'), 'value'));
  const standard = asString(member(member(member(template, 'parameters'), 'location'), 'defaultValue'));
  return given || (standard?.startsWith('[') ? undefined : standard);
}
