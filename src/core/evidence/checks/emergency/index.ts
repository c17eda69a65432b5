import type { Check } from '../../api';
import { applicationChecks } from './application';
import { closingChecks } from './closing';
import { infrastructureChecks } from './infrastructure';

/** Restored data and the exported timeline have no check yet. */
export const emergencyChecks: readonly Check[] = [...applicationChecks, ...infrastructureChecks, ...closingChecks];
