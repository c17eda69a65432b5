import type { Check } from '../../api';
import { prodTasks } from './tasks';
import { prodTraits } from './traits';

export const envProdChecks: readonly Check[] = [...prodTraits, ...prodTasks];
