import type { ArmAction } from './action';
import { accessActions } from './arm/access';
import { alertActions } from './arm/alerts';
import { availabilityActions } from './arm/availability';
import { dataActions } from './arm/data';
import { governanceActions } from './arm/governance';
import { groupActions } from './arm/group';
import { monitoringActions } from './arm/monitoring';
import { networkActions } from './arm/network';
import { privateEndpointActions } from './arm/privateEndpoints';
import { securityActions } from './arm/security';

/** Actions that change Azure by requests to ARM, by the ID that items name. */
export const armActions: ReadonlyMap<string, ArmAction> = new Map([...groupActions, ...securityActions, ...dataActions, ...monitoringActions, ...alertActions, ...governanceActions, ...networkActions, ...privateEndpointActions, ...availabilityActions, ...accessActions].map((action) => [action.id, action]));
