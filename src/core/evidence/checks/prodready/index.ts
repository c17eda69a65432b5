import type { Check } from '../../api';
import { actionGroupChecks } from './actionGroups';
import { alertChecks } from './alerts';
import { dashboardChecks } from './dashboard';
import { documentChecks, handoffChecks, runbookChecks } from './documents';
import { auditChecks, costChecks, policyChecks } from './governance';
import { insightsChecks } from './monitoring';
import { networkChecks } from './network';
import { backupChecks, disasterChecks } from './recovery';
import { secondRegionChecks } from './secondRegion';
import { dataChecks, identityChecks, vaultChecks } from './security';
import { tagChecks } from './tags';

export const prodreadyChecks: readonly Check[] = [
  ...networkChecks, ...identityChecks, ...vaultChecks, ...dataChecks, ...insightsChecks, ...alertChecks, ...actionGroupChecks, ...dashboardChecks,
  ...backupChecks, ...disasterChecks, ...secondRegionChecks, ...documentChecks, ...runbookChecks, ...handoffChecks, ...tagChecks, ...policyChecks, ...costChecks, ...auditChecks,
];
