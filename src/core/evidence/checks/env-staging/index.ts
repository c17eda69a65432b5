import type { Check } from '../../api';

export const envStagingChecks: readonly Check[] = [];
