import type { ProviderModule } from '../provider';
import { accessControlRoutes, authorizeByRole } from './accessControl';
import { roleAssignmentRoutes, roleAssignments } from './roleAssignments';
import { roleDefinitionRoutes, roleDefinitions } from './roleDefinitions';

/** Roles: who may do what where. Locks are the server's own. */
export const authorizationModule: ProviderModule = {
  types: [roleDefinitions, roleAssignments],
  routes: [...roleDefinitionRoutes, ...roleAssignmentRoutes, ...accessControlRoutes],
  authorize: authorizeByRole,
};
