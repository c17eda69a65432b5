import type { JsonObject } from '../../../armTemplate';
import { badRequest } from '../../armError';
import type { ArmError } from '../../armError';
import type { PatchRequest, ProviderContext, PutRequest, PutResult, ResourceProvider, WhatIfKnowledge } from '../provider';
import { conformBody } from '../types/conform';
import type { BodyProblem } from '../types/conform';
import { flaggedPaths } from '../types/flaggedPaths';
import { apiVersionsOf, bodyShape } from '../types/typeData';
import { objectOf } from './json';

/** A PUT whose body has been brought into the official spelling, with `properties` at hand. */
export interface TypedRequest extends PutRequest { readonly properties: JsonObject }

export interface TypedPatch extends PatchRequest { readonly properties: JsonObject }

export interface TypedProvider extends Omit<ResourceProvider, 'apiVersions' | 'validate' | 'put' | 'patch' | 'whatIf'> {
  readonly apiVersions?: readonly string[];
  /** Checks beyond the type; values at unknown paths are absent or expressions. */
  check?(request: TypedRequest, context: ProviderContext): void;
  /** The body that GET shows, from one that is complete. */
  fill?(request: TypedRequest, context: ProviderContext): JsonObject | PutResult;
  /** A PATCH that is more than a PUT over what was asked for before. */
  merge?(request: TypedPatch, context: ProviderContext): JsonObject | PutResult;
  /** The error of a body that does not fit the type. Default: 400 BadRequest. */
  refuse?(problem: BodyProblem, request: PutRequest): ArmError;
  /** Added to what the types say: read-only and write-only paths come from there. */
  readonly whatIf?: WhatIfKnowledge;
}

/** A provider over the official type: required properties, types, ranges, patterns and closed enumerations are checked, read-only properties dropped. */
export function typed({ check, fill, merge, refuse = refuseBody, whatIf = {}, apiVersions, ...rest }: TypedProvider): ResourceProvider {
  const versions = apiVersions ?? apiVersionsOf(rest.type);
  let known: WhatIfKnowledge | undefined;
  return {
    ...rest,
    apiVersions: versions,
    get whatIf() { return (known ??= knowledge(rest.type, versions, whatIf)); },
    validate(request, context) {
      const { body, problems } = conform(rest.type, request);
      if (problems[0]) throw refuse(problems[0], request);
      check?.({ ...request, body, properties: objectOf(body.properties) }, context);
    },
    put(request, context) {
      const { body } = conform(rest.type, request);
      const filled = fill?.({ ...request, body, properties: objectOf(body.properties) }, context) ?? body;
      return asResult(filled);
    },
    ...(merge && {
      patch(request: PatchRequest, context: ProviderContext) {
        const { body } = conform(rest.type, request);
        return asResult(merge({ ...request, body, properties: objectOf(body.properties) }, context));
      },
    }),
  };
}

function conform(type: string, request: PutRequest): { body: JsonObject; problems: readonly BodyProblem[] } {
  const shape = bodyShape(type, request.apiVersion);
  return shape ? conformBody(shape, request.body, { name: request.id.shortName, unknown: request.unknown }) : { body: request.body, problems: [] };
}

const refuseBody = (problem: BodyProblem): ArmError => badRequest('BadRequest', problem.message, { target: problem.path });

function knowledge(type: string, versions: readonly string[], more: WhatIfKnowledge): WhatIfKnowledge {
  const shape = bodyShape(type, versions[0] ?? '');
  return {
    ...more,
    readOnly: [...flaggedPaths(shape, 'readOnly'), ...(more.readOnly ?? [])],
    writeOnly: [...flaggedPaths(shape, 'writeOnly'), ...(more.writeOnly ?? [])],
  };
}

/** Bodies have no `body` of their own, so it tells a result from a body. */
const asResult = (filled: JsonObject | PutResult): PutResult => (isResult(filled) ? filled : { body: filled });
const isResult = (filled: JsonObject | PutResult): filled is PutResult => 'body' in filled;
