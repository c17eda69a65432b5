import type { JsonValue } from '../api';
import { RuntimeValueUnavailable } from '../api';
import { ExpressionFault } from '../fault';
import type { FoundResource } from '../evaluation/frame';
import { isUnknown, toJson, unknownCall, type Unknown, type Value } from '../values/value';
import { scopeId } from './resourceId';
import { arrayAt, eager, integerAt, stringAt, type Builtin, type Call } from './builtin';
import { plainText } from '../values/plainText';

/** Asks the cloud; where it cannot tell and the evaluation is partial, the call stays. */
function ask(call: Call, remains: () => Unknown, run: () => JsonValue | undefined): Value {
  const { host, partial } = call.frame.scope;
  if (!host) { if (partial) return remains(); throw new RuntimeValueUnavailable(`The answer of '${call.name}'`); }
  try {
    const answer = run();
    if (answer !== undefined) return answer;
  } catch (error) { if (!partial || !(error instanceof RuntimeValueUnavailable)) throw error; }
  if (partial) return remains();
  throw new RuntimeValueUnavailable(`The answer of '${call.name}'`);
}

/** Run-time functions have no value yet where names, variables and defaults are made. */
function onlyAtRunTime(call: Call): void {
  const { place } = call.frame;
  if (place !== 'resource' && place !== 'output') throw new ExpressionFault(`The template function '${call.name}' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.`);
}

function reference(args: readonly Value[], call: Call): Value {
  onlyAtRunTime(call);
  const name = stringAt(args, 0, call), found = call.frame.scope.resources?.find(name);
  const id = found?.id ?? fullId(name, call), apiVersion = args.length > 1 ? stringAt(args, 1, call) : found?.apiVersion;
  const full = args.length > 2 && stringAt(args, 2, call).toLowerCase() === 'full';
  if (!found && apiVersion === undefined && !call.frame.scope.partial) throw new ExpressionFault(`The template reference '${name}' is not valid: could not find template resource or resource copy with this name. Please see https://aka.ms/arm-function-reference for usage details.`);
  return found?.known?.(full) ?? orDeclared(referenceById(id, apiVersion, full, call), apiVersion, full, found);
}

/** A resource that is asked in another version than it is deployed in may answer otherwise. */
function orDeclared(answer: Value, apiVersion: string | undefined, full: boolean, found: FoundResource | undefined): Value {
  if (!isUnknown(answer) || apiVersion?.toLowerCase() !== found?.apiVersion.toLowerCase()) return answer;
  return found?.declared?.(full) ?? answer;
}

export function referenceById(id: string, apiVersion: string | undefined, full: boolean, call: Call): Value {
  const remains = (): Unknown => unknownCall('reference', [id, ...(apiVersion === undefined ? (full ? [''] : []) : [apiVersion]), ...(full ? ['full'] : [])]);
  return ask(call, remains, () => call.frame.scope.host!.reference(id, apiVersion, full));
}

function references(args: readonly Value[], call: Call): Value {
  onlyAtRunTime(call);
  const name = stringAt(args, 0, call), full = args.length > 1 && plainText(args.at(-1)).toLowerCase() === 'full';
  const loop = call.frame.scope.resources?.findLoop(name);
  if (!loop) throw new ExpressionFault(`The template function 'references' expects the symbolic name of a resource loop. The provided value is '${name}'.`);
  return loop.map((found) => found.known?.(full) ?? orDeclared(referenceById(found.id, found.apiVersion, full, call), found.apiVersion, full, found));
}

/** A path that begins with a type stands in the deployment's scope. */
const fullId = (name: string, call: Call): string => (name.includes('/') && !name.startsWith('/') ? `${scopeId(call.frame.scope.context)}/providers/${name}` : name);

function list(args: readonly Value[], call: Call): Value {
  onlyAtRunTime(call);
  // What the cloud would refuse is not looked at before it is asked.
  if (call.frame.scope.partial && (args.length === 0 || args.length > 3 || args.slice(0, 2).some((arg) => typeof arg !== 'string'))) return unknownCall(call.name, args.map((arg, index) => (index === 0 && typeof arg === 'string' ? fullId(arg, call) : arg)));
  const name = stringAt(args, 0, call), apiVersion = args.length > 1 ? stringAt(args, 1, call) : '', id = call.frame.scope.resources?.find(name)?.id ?? fullId(name, call);
  const body = args[2] === undefined ? undefined : toJson(args[2]);
  return ask(call, () => unknownCall(call.name, [id, ...args.slice(1)]), () => call.frame.scope.host!.list(id, call.name, apiVersion, body));
}

function providers(args: readonly Value[], call: Call): Value {
  const namespace = stringAt(args, 0, call), type = args.length > 1 ? stringAt(args, 1, call) : undefined;
  return ask(call, () => unknownCall(call.name, args), () => call.frame.scope.host!.providers?.(namespace, type));
}

function pickZones(args: readonly Value[], call: Call): Value {
  const [namespace, type, location] = [0, 1, 2].map((index) => stringAt(args, index, call)) as [string, string, string];
  if (namespace.includes('/')) throw new ExpressionFault(`Unable to evaluate template language function '${call.name}': function requires the first non-segmented argument to be the resource provider namespace. Invalid function argument '${namespace}'. Please see https://aka.ms/arm-template-expressions/#pickzones for usage details.`);
  const count = args.length > 3 ? integerAt(args, 3, call) : 1, offset = args.length > 4 ? integerAt(args, 4, call) : 0;
  return ask(call, () => unknownCall(call.name, args), () => call.frame.scope.host!.pickZones?.(namespace, type, location, count, offset));
}

/** Logical and physical zones differ by subscription: only the cloud knows. */
function zones(args: readonly Value[], call: Call): Value {
  if (call.frame.scope.partial) return unknownCall(call.name, args);
  stringAt(args, 0, call); stringAt(args, 1, call);
  if (call.name.toLowerCase().endsWith('s')) arrayAt(args, 2, call); else stringAt(args, 2, call);
  return ask(call, () => unknownCall(call.name, args), () => undefined);
}

/** Facts of a declared resource: they need no cloud. */
function resourceInfo(args: readonly Value[], call: Call): Value {
  const name = stringAt(args, 0, call), found = call.frame.scope.resources?.find(name);
  if (!found) throw new ExpressionFault(`The template function 'resourceInfo' expects the symbolic name of a resource. The provided value is '${name}'.`);
  return infoOf(found);
}
const infoOf = ({ id, name, type, apiVersion }: FoundResource): Value => ({ id, name, type, apiVersion });

function resourceInfos(args: readonly Value[], call: Call): Value {
  const name = stringAt(args, 0, call), loop = call.frame.scope.resources?.findLoop(name);
  if (!loop) throw new ExpressionFault(`The template function 'resourceInfos' expects the symbolic name of a resource loop. The provided value is '${name}'.`);
  return loop.map(infoOf);
}

export const resourceFunctions: readonly Builtin[] = [
  eager('reference', 1, 3, reference),
  eager('references', 1, 3, references),
  eager('list*', 0, Infinity, list),
  eager('providers', 1, 2, providers),
  eager('pickZones', 3, 5, pickZones),
  eager('resourceInfo', 1, 1, resourceInfo),
  eager('resourceInfos', 1, 1, resourceInfos),
  ...['toLogicalZone', 'toLogicalZones', 'toPhysicalZone', 'toPhysicalZones'].map((name) => eager(name, 0, Infinity, zones)),
];
