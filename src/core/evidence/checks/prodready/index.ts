import type { Check } from '../../api';

export const prodreadyChecks: readonly Check[] = [];
