import type { Check } from '../../api';

export const verifyChecks: readonly Check[] = [];
