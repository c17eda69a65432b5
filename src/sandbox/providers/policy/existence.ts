import type { JsonObject } from '../../../armTemplate';
import { keyOf, scopeParts } from '../../resourceId';
import type { ProviderContext, StoredResource } from '../provider';
import { objectOf, sameText, textOf } from '../shared/json';
import { holds, resolve, subjectOf, type PolicySubject } from './rule';

/** What extends any resource, and so belongs to the one that a policy looks at. */
const extensions = /^microsoft\.(insights\/diagnosticsettings|authorization\/|security\/|guestconfiguration\/|advisor\/|maintenance\/configurationassignments)/i;

/** Whether what `auditIfNotExists` and `deployIfNotExists` look for is missing. Undefined where a condition cannot be evaluated here.
 *  @see Azure Policy effects, AuditIfNotExists properties */
export function isMissing(details: JsonObject, subject: PolicySubject, parameters: JsonObject, context: ProviderContext): boolean | undefined {
  const type = textOf(details.type);
  if (type === undefined) return undefined;
  const name = nameOf(textOf(resolve(details.name, parameters)), subject);
  // An expression that nobody here can evaluate.
  if (name?.startsWith('[')) return undefined;
  const candidates = relatedTo(subject, type, details, context).filter((related) => name === undefined || sameText(related.name, name) || sameText(related.name.split('/').at(-1), name));
  if (details.existenceCondition === undefined) return candidates.length === 0;
  const verdicts = candidates.map((related) => holds(details.existenceCondition, subjectOf(related), parameters));
  return verdicts.includes(true) ? false : verdicts.includes(undefined) ? undefined : true;
}

/** Names may be those of the resource that the policy looks at: `[field('name')]`. */
const nameOf = (name: string | undefined, subject: PolicySubject): string | undefined => (/^\[field\('name'\)\]$/i.test(name ?? '') ? subject.name.split('/').at(-1) : /^\[field\('fullName'\)\]$/i.test(name ?? '') ? subject.name : name);

/** The resource itself, what is below it, or what its group or subscription holds of another type. */
function relatedTo({ id, type: own }: PolicySubject, type: string, { existenceScope, resourceGroupName }: JsonObject, { resources }: ProviderContext): StoredResource[] {
  const all = resources.listByType(type);
  if (sameText(type, own)) return all.filter((related) => keyOf(related.id) === keyOf(id));
  if (type.toLowerCase().startsWith(`${own.toLowerCase()}/`) || extensions.test(type)) return all.filter((related) => keyOf(related.id).startsWith(`${keyOf(id)}/`));
  const { subscriptionId = '', resourceGroup } = scopeParts(id);
  const group = textOf(resourceGroupName) ?? resourceGroup;
  const scope = sameText(existenceScope, 'subscription') || group === undefined ? `/subscriptions/${subscriptionId}` : `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
  return all.filter((related) => keyOf(related.id).startsWith(`${keyOf(scope)}/`));
}

/** The details of an effect that looks for other resources; undefined for the other effects. */
export function existenceDetails(effect: string, rule: JsonObject): JsonObject | undefined {
  return effect === 'auditifnotexists' || effect === 'deployifnotexists' ? objectOf(objectOf(rule.then).details) : undefined;
}
