import type { Check } from '../../api';
import { stagingTasks } from './tasks';
import { stagingTraits } from './traits';

export const envStagingChecks: readonly Check[] = [...stagingTraits, ...stagingTasks];
