import type { Check } from '../../api';

export const infraChecks: readonly Check[] = [];
