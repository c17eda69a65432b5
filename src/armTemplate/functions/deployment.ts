import { ExpressionFault } from '../fault';
import type { Frame } from '../evaluation/frame';
import { unknownCall, type Value } from '../values/value';
import { eager, stringAt, USAGE, type Builtin, type Call } from './builtin';
import { defaultUtcNow } from './date';

function parameter(args: readonly Value[], call: Call): Value {
  const name = stringAt(args, 0, call), { args: own, scope } = call.frame;
  const value = (own ?? scope.parameters).get(name.toLowerCase());
  if (value === undefined) throw new ExpressionFault(`The template parameter '${name}' is not found. Please see https://aka.ms/arm-syntax-parameters for usage details.`);
  return value;
}

function variable(args: readonly Value[], call: Call): Value {
  const name = stringAt(args, 0, call);
  if (call.frame.args) throw new ExpressionFault(`The template function 'variables' is not expected at this location. ${USAGE}`);
  return call.frame.scope.variables.get(name, call.frame);
}

function deployment(_: readonly Value[], call: Call): Value {
  const { context, deploymentProperties } = call.frame.scope;
  return { name: context.deploymentName, ...(context.scope.kind === 'resourceGroup' ? {} : { location: context.deploymentLocation ?? '' }), properties: deploymentProperties };
}

/** `utcNow` and `newGuid` have new values at each call; ARM allows them where a value is kept: in parameter defaults. */
export function onlyInDefaults(name: string, frame: Frame): void {
  if (frame.place !== 'parameterDefault') throw new ExpressionFault(`The template function '${name}' is not expected at this location. The function can only be used with parameter default value expresions. Please see https://aka.ms/arm-functions for usage details.`);
}

function environment(_: readonly Value[], call: Call): Value {
  const { environment: value } = call.frame.scope.context;
  return call.frame.scope.partial && Object.keys(value).length === 0 ? unknownCall('environment', []) : value;
}

function deployer(_: readonly Value[], call: Call): Value {
  const { deployer: value } = call.frame.scope.context;
  if (value) return { objectId: value.objectId, tenantId: value.tenantId, userPrincipalName: value.userPrincipalName ?? '' };
  if (call.frame.scope.partial) return unknownCall('deployer', []);
  return { objectId: '', tenantId: call.frame.scope.context.scope.tenantId, userPrincipalName: '' };
}

export const deploymentFunctions: readonly Builtin[] = [
  eager('parameters', 1, 1, parameter),
  eager('variables', 1, 1, variable),
  eager('deployment', 0, 0, deployment),
  eager('environment', 0, 0, environment),
  eager('deployer', 0, 0, deployer),
  eager('newGuid', 0, 0, (_, call) => { onlyInDefaults('newGuid', call.frame); return call.frame.scope.partial ? unknownCall('newGuid', []) : call.frame.scope.context.newGuid(); }),
  eager('utcNow', 0, 1, (args, call) => { onlyInDefaults('utcNow', call.frame); return call.frame.scope.partial ? unknownCall('utcNow', args) : defaultUtcNow(args, call); }),
];
