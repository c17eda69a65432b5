import type { Check } from '../../api';
import { devTasks } from './tasks';
import { devTraits } from './traits';

export const envDevChecks: readonly Check[] = [...devTraits, ...devTasks];
