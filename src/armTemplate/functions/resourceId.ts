import { ExpressionFault } from '../fault';
import type { EvaluationContext } from '../api';
import { eager, stringAt, type Builtin, type Call } from './builtin';

export const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `a.b/c/d` with names x, y: `a.b/c/x/d/y`. Undefined when the counts do not fit. */
export function interleave(type: string, names: readonly string[]): string | undefined {
  const [namespace, ...types] = type.replace(/\/+$/, '').split('/');
  if (types.length !== names.length) return undefined;
  // The official engine leaves out empty names, and then the types that have none.
  return `${namespace!}/${names.filter((name) => name !== '').map((name, index) => `${types[index]!}/${name}`).join('/')}`;
}

/** Resource ID of the deployment's scope, without a closing slash; empty for the tenant. */
export function scopeId(context: EvaluationContext): string {
  const { scope } = context;
  switch (scope.kind) {
    case 'resourceGroup': return `/subscriptions/${scope.subscriptionId ?? ''}/resourceGroups/${scope.resourceGroup?.name ?? ''}`;
    case 'subscription': return `/subscriptions/${scope.subscriptionId ?? ''}`;
    case 'managementGroup': return `/providers/Microsoft.Management/managementGroups/${scope.managementGroupId ?? ''}`;
    case 'tenant': return '';
  }
}

/** Groups have an ID of their own, where they stand right below their subscription. */
export function containerId(scope: string, type: string, name: string): string | undefined {
  return type.toLowerCase() === 'microsoft.resources/resourcegroups' && /^\/subscriptions\/[^/]+$/i.test(scope) ? `${scope}/resourceGroups/${name}` : undefined;
}

/** Finds the type among the leading arguments (it alone holds a slash); what comes before names the scope, what follows are names. */
function idFunction(name: string, maxLeading: number, scope: (leading: readonly string[], context: EvaluationContext, call: Call) => string): Builtin {
  return eager(name, 2, Infinity, (args, call) => {
    const texts = args.map((_, index) => stringAt(args, index, call));
    const at = texts.slice(0, maxLeading + 1).findIndex((text) => text.includes('/'));
    if (at < 0) throw new ExpressionFault(`Unable to evaluate template language function '${name}': the resource type is not found among the first ${maxLeading + 1} argument(s). It must be of the form 'namespace/type'.`);
    if (texts.filter((text) => text.includes('/')).length > 1) throw new ExpressionFault(`Unable to evaluate template language function '${name}': function requires exactly one multi-segmented argument which must be resource type including resource provider namespace. Current function arguments '${texts.join(',')}'.`);
    const type = texts[at]!, path = interleave(type, texts.slice(at + 1));
    if (path === undefined) throw new ExpressionFault(`Unable to evaluate template language function '${name}': the type '${type}' requires '${type.split('/').length - 1}' resource name argument(s).`);
    const base = scope(texts.slice(0, at), call.frame.scope.context, call);
    return containerId(base, type, path.split('/').at(-1)!) ?? `${base}/providers/${path}`;
  });
}

function groupScope(leading: readonly string[], context: EvaluationContext, call: Call): string {
  const { subscriptionId, resourceGroup } = context.scope;
  if (leading.length === 0) return scopeId(context);
  if (leading.length === 1 && GUID.test(leading[0]!) && !resourceGroup) return `/subscriptions/${leading[0]!}`;
  const [subscription, group] = leading.length === 2 ? leading : [subscriptionId, leading[0]!];
  if (!subscription || !GUID.test(subscription)) throw new ExpressionFault(`Unable to evaluate template language function '${call.name}': the subscription ID '${subscription ?? ''}' is not valid.`);
  return `/subscriptions/${subscription}/resourceGroups/${group!}`;
}

export const resourceIdFunctions: readonly Builtin[] = [
  idFunction('resourceId', 2, groupScope),
  idFunction('subscriptionResourceId', 1, ([subscription], context) => {
    if (subscription !== undefined && !GUID.test(subscription)) throw new ExpressionFault(`The provided value '${subscription}' is not valid subscription identifier. Please see https://aka.ms/arm-resource-functions/#subscriptionresourceid for usage details.`);
    return `/subscriptions/${subscription ?? context.scope.subscriptionId ?? ''}`;
  }),
  idFunction('tenantResourceId', 0, () => ''),
  idFunction('managementGroupResourceId', 1, ([group], context) => {
    const id = group ?? context.scope.managementGroupId;
    if (id === undefined) throw new ExpressionFault("Unable to evaluate template language function 'managementGroupResourceId'. At least 3 parameters should be provided. Please see https://aka.ms/arm-functions for usage details.");
    return `/providers/Microsoft.Management/managementGroups/${id}`;
  }),
  eager('extensionResourceId', 3, Infinity, (args, call) => {
    const [base, type, ...names] = args.map((_, index) => stringAt(args, index, call)), path = interleave(type!, names);
    if (!/^\/(subscriptions|providers)\/[^/]|^\/$|^$/i.test(base!)) throw new ExpressionFault(`Unable to evaluate template language function 'extensionResourceId': the provided parent resource id '${base!}' is not a valid uri.`);
    if (names.some((part) => part.includes('/'))) throw new ExpressionFault(`Unable to evaluate template language function '${call.name}': function requires exactly one multi-segmented argument which must be resource type including resource provider namespace. Current function arguments '${[type!, ...names].join(',')}'.`);
    if (path === undefined) throw new ExpressionFault(`Unable to evaluate template language function '${call.name}': the type '${type!}' requires '${type!.split('/').length - 1}' resource name argument(s).`);
    return `${base!.replace(/\/$/, '')}/providers/${path}`;
  }),
];
