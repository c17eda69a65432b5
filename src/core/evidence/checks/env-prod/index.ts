import type { Check } from '../../api';

export const envProdChecks: readonly Check[] = [];
