import type { Check } from '../../api';
import { backupChecks } from './backups';
import { dailyChecks } from './daily';
import { quarterlyChecks } from './quarterly';
import { updateChecks } from './updates';
import { weeklyMonthlyChecks } from './weeklyMonthly';

export const opsChecks: readonly Check[] = [...dailyChecks, ...weeklyMonthlyChecks, ...quarterlyChecks, ...backupChecks, ...updateChecks];
