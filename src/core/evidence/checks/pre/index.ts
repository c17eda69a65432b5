import type { Check } from '../../api';

export const preChecks: readonly Check[] = [];
