import type { Check } from '../../api';

export const emergencyChecks: readonly Check[] = [];
