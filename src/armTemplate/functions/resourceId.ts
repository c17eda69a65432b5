import { ExpressionFault } from '../fault';
import type { EvaluationContext } from '../api';
import { isUnknown, unknownCall, type Value } from '../values/value';
import { arityFault, eager, stringAt, structural, type Builtin, type Call } from './builtin';

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

const fail = (call: Call, reason: string): ExpressionFault => new ExpressionFault(`Unable to evaluate template language function '${call.name}': ${reason}. Please see https://aka.ms/arm-resource-functions/#${call.name.toLowerCase()} for usage details.`);
const badSubscription = (value: string, anchor: string): ExpressionFault => new ExpressionFault(`The provided value '${value}' is not valid subscription identifier. Please see https://aka.ms/arm-resource-functions/#${anchor} for usage details.`);

/** `namespace/type/name…` of a type and its names. @throws ExpressionFault unless the type alone holds slashes, and has as many parts as there are names. */
function pathOf(type: string, names: readonly string[], call: Call): string {
  const path = interleave(type, names);
  if (path === undefined) throw fail(call, `the type '${type}' requires '${type.split('/').length - 1}' resource name argument(s)`);
  return path;
}

function onlySlashed(texts: readonly string[], call: Call): number {
  const slashed = texts.flatMap((text, index) => (text.includes('/') ? [index] : []));
  if (slashed.length !== 1) throw fail(call, `function requires exactly one multi-segmented argument which must be resource type including resource provider namespace. Current function arguments '${texts.join(',')}'`);
  return slashed[0]!;
}

/** Finds the type among the leading arguments (it alone holds a slash); what comes before names the scope, what follows are names. Where an argument is unknown, the
 *  call stays with the scope written out, so that it means the same anywhere. */
function idFunction(name: string, maxLeading: number, scope: (leading: readonly string[], context: EvaluationContext, call: Call) => string, written: (leading: readonly Value[], context: EvaluationContext) => readonly Value[]): Builtin {
  return structural(name, 2, Infinity, (args, call) => {
    const { context } = call.frame.scope;
    if (args.some(isUnknown)) return unknownCall(call.name, withScope(args, (leading) => written(leading, context)));
    const texts = args.map((_, index) => stringAt(args, index, call)), at = onlySlashed(texts, call), type = texts[at]!;
    if (at > maxLeading) throw fail(call, `function requires fully qualified resource type '${type}' as one of first ${maxLeading + 1} arguments`);
    const base = scope(texts.slice(0, at), context, call), path = pathOf(type, texts.slice(at + 1), call);
    return containerId(base, type, path.split('/').at(-1)!) ?? `${base}/providers/${path}`;
  });
}

/** Arguments with the scope that the missing leading ones stand for; as they are where the type is not to be found. */
function withScope(args: readonly Value[], written: (leading: readonly Value[]) => readonly Value[]): readonly Value[] {
  const at = args.findIndex((arg) => typeof arg === 'string' && arg.includes('/'));
  return at < 0 ? args : [...written(args.slice(0, at)), ...args.slice(at)];
}

function groupScope(leading: readonly string[], context: EvaluationContext): string {
  const { subscriptionId, resourceGroup } = context.scope;
  if (leading.length === 0) return scopeId(context);
  if (leading.length === 1 && GUID.test(leading[0]!) && !resourceGroup) return `/subscriptions/${leading[0]!}`;
  const [subscription, group] = leading.length === 2 ? leading : [subscriptionId, leading[0]!];
  if (!subscription || !GUID.test(subscription)) throw badSubscription(subscription ?? '', 'resourceid');
  return `/subscriptions/${subscription}/resourceGroups/${group!}`;
}

function writtenGroup(leading: readonly Value[], { scope: { kind, subscriptionId, resourceGroup } }: EvaluationContext): readonly Value[] {
  if (kind !== 'resourceGroup' || leading.length > 1) return leading;
  return [subscriptionId ?? '', leading[0] ?? resourceGroup?.name ?? ''];
}

function managementGroupScope([group]: readonly string[], context: EvaluationContext, call: Call): string {
  const id = group ?? context.scope.managementGroupId;
  if (id === undefined) throw arityFault(call.name, { min: 3, max: Infinity }, 2);
  return `/providers/Microsoft.Management/managementGroups/${id}`;
}

/** Outside of a management group the official engine takes the first argument for the group even where it is the type, if there are three or more. */
function managementGroupResourceId(plain: Builtin): Builtin {
  return structural(plain.name, 2, Infinity, (args, call) => {
    const [first, ...names] = args;
    const isBoth = typeof first === 'string' && first.includes('/') && names.length > 1 && names.every((name) => typeof name === 'string') && call.frame.scope.context.scope.managementGroupId === undefined;
    return isBoth ? `/providers/Microsoft.Management/managementGroups/${first}/providers/${pathOf(first, names, call)}` : plain.eager!(args, call);
  });
}

function extensionResourceId(args: readonly Value[], call: Call): Value {
  const [base, type, ...names] = args.map((_, index) => stringAt(args, index, call));
  onlySlashed([type!, ...names], call);
  if (!/^\/(subscriptions|providers)\/[^/]|^\/$|^$/i.test(base!)) throw fail(call, `the provided parent resource id '${base!}' is not a valid uri`);
  return `${base!.replace(/\/$/, '')}/providers/${pathOf(type!, names, call)}`;
}

export const resourceIdFunctions: readonly Builtin[] = [
  idFunction('resourceId', 2, groupScope, writtenGroup),
  idFunction('subscriptionResourceId', 1, ([subscription], context) => {
    if (subscription !== undefined && !GUID.test(subscription)) throw badSubscription(subscription, 'subscriptionresourceid');
    return `/subscriptions/${subscription ?? context.scope.subscriptionId ?? ''}`;
  }, (leading, { scope: { subscriptionId } }) => (leading.length > 0 || subscriptionId === undefined ? leading : [subscriptionId])),
  idFunction('tenantResourceId', 0, () => '', (leading) => leading),
  managementGroupResourceId(idFunction('managementGroupResourceId', 1, managementGroupScope, (leading, { scope: { managementGroupId } }) => (leading.length > 0 || managementGroupId === undefined ? leading : [managementGroupId]))),
  eager('extensionResourceId', 3, Infinity, extensionResourceId),
];
