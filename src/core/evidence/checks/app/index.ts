import type { Check } from '../../api';
import { configurationChecks } from './configurations';
import { deploymentChecks } from './deployment';
import { packagingChecks } from './packaging';
import { secretChecks } from './secrets';
import { settingChecks } from './settings';

export const appChecks: readonly Check[] = [...packagingChecks, ...secretChecks, ...settingChecks, ...deploymentChecks, ...configurationChecks];
