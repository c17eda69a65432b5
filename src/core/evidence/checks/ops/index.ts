import type { Check } from '../../api';
import { dailyChecks } from './daily';
import { weeklyMonthlyChecks } from './weeklyMonthly';

export const opsChecks: readonly Check[] = [...dailyChecks, ...weeklyMonthlyChecks];
