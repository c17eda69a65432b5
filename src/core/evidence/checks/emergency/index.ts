import type { Check } from '../../api';
import { applicationChecks } from './application';
import { closingChecks } from './closing';
import { dataChecks } from './data';
import { infrastructureChecks } from './infrastructure';

export const emergencyChecks: readonly Check[] = [...applicationChecks, ...infrastructureChecks, ...closingChecks, ...dataChecks];
