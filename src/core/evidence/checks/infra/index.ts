import type { Check } from '../../api';
import { accessChecks } from './access';
import { directChecks } from './direct';
import { inventoryChecks } from './inventory';
import { functionChecks, keyVaultChecks, monitoringChecks, serviceBusChecks, storageChecks, warningChecks } from './live';
import { orchestratorChecks } from './orchestrator';
import { resourceGroupChecks } from './resourceGroup';
import { validationChecks } from './validation';
import { whatIfChecks } from './whatIf';

export const infraChecks: readonly Check[] = [
  ...validationChecks, ...whatIfChecks, ...resourceGroupChecks, ...orchestratorChecks, ...directChecks, ...inventoryChecks,
  ...functionChecks, ...serviceBusChecks, ...storageChecks, ...keyVaultChecks, ...monitoringChecks, ...accessChecks, ...warningChecks,
];
