import type { ProviderModule } from '../provider';
import { accessControlRoutes, authorizeByRole, preflightByRole } from './accessControl';
import { roleAssignmentRoutes, roleAssignments } from './roleAssignments';
import { roleDefinitionRoutes, roleDefinitions } from './roleDefinitions';

/** Roles: who may do what where. Locks are the server's own. */
export const authorizationModule: ProviderModule = {
  types: [roleDefinitions, roleAssignments],
  routes: [...roleDefinitionRoutes, ...roleAssignmentRoutes, ...accessControlRoutes],
  authorize: authorizeByRole,
  preflight: preflightByRole,
};
