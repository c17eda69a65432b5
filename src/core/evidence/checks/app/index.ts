import type { Check } from '../../api';

export const appChecks: readonly Check[] = [];
