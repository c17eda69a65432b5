import type { Check } from '../../api';
import { dailyChecks } from './daily';
import { quarterlyChecks } from './quarterly';
import { weeklyMonthlyChecks } from './weeklyMonthly';

export const opsChecks: readonly Check[] = [...dailyChecks, ...weeklyMonthlyChecks, ...quarterlyChecks];
