import type { Check } from '../../api';

export const envDevChecks: readonly Check[] = [];
