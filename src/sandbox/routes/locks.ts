import { badRequest } from '../armError';
import { parameterOf, type Answer, type ArmRequest } from '../http/armRequest';
import { member, textOr } from '../json';
import type { ProviderModule } from '../providers/provider';
import { keyOf, parseResourceId } from '../resourceId';
import { lockType } from '../resources/locks';
import type { Sandbox } from '../sandbox';
import { contextOf, page, type ArmRoute } from './shared';

/** Management locks as resources: what they block is the server's business. */
export const lockModule: ProviderModule = {
  types: [{
    type: lockType, apiVersions: ['2020-05-01', '2017-04-01', '2016-09-01'], locations: 'none', tracked: false, hasProvisioningState: false,
    validate({ body, unknown }) {
      const level = textOr(member(body.properties, 'level'));
      if (unknown?.some((path) => 'properties.level'.startsWith(path)) || level === 'CanNotDelete' || level === 'ReadOnly') return;
      throw badRequest('InvalidLockLevel', `The lock level '${level}' is not valid. It must be 'CanNotDelete' or 'ReadOnly'.`);
    },
  }],
};

/** Lists name the locks at a scope, above it and below it; with `$filter=atScope()` not those below. */
export const lockRoutes: readonly ArmRoute[] = [
  { method: 'GET', path: `/{scope}/providers/${lockType}`, summary: 'Management Locks - List By Scope', handle: list },
];

function list(request: ArmRequest, sandbox: Sandbox): Answer {
  const scope = `${keyOf(parameterOf(request, 'scope'))}/`;
  const atScopeOnly = (request.query.get('$filter') ?? '').replaceAll(' ', '').toLowerCase() === 'atscope()';
  const locks = sandbox.table.ofType(lockType).filter(({ id }) => {
    const locked = `${keyOf(parseResourceId(id)?.scope ?? '')}/`;
    return scope.startsWith(locked) || (!atScopeOnly && locked.startsWith(scope));
  });
  return page(locks, request, (lock) => sandbox.resources.render(lock, contextOf(request, sandbox)));
}
