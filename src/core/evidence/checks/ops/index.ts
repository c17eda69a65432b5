import type { Check } from '../../api';

export const opsChecks: readonly Check[] = [];
