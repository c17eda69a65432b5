import type { Check } from '../../api';
import { accessChecks } from './access';
import { backupChecks } from './backups';
import { costChecks } from './costs';
import { dailyChecks } from './daily';
import { personalChecks } from './personal';
import { quarterlyChecks } from './quarterly';
import { updateChecks } from './updates';
import { weeklyMonthlyChecks } from './weeklyMonthly';

export const opsChecks: readonly Check[] = [...dailyChecks, ...weeklyMonthlyChecks, ...quarterlyChecks, ...backupChecks, ...costChecks, ...accessChecks, ...updateChecks, ...personalChecks];
