import type { Check } from '../api';
import { appChecks } from './app';
import { emergencyChecks } from './emergency';
import { envDevChecks } from './env-dev';
import { envProdChecks } from './env-prod';
import { envStagingChecks } from './env-staging';
import { infraChecks } from './infra';
import { opsChecks } from './ops';
import { preChecks } from './pre';
import { prodreadyChecks } from './prodready';
import { reviewChecks } from './reviews';
import { verifyChecks } from './verify';

/** Every check, in the order of the task list. One folder a phase, one file a section. */
export const allChecks: readonly Check[] = [
  ...preChecks, ...infraChecks, ...appChecks, ...verifyChecks, ...prodreadyChecks,
  ...opsChecks, ...emergencyChecks, ...envDevChecks, ...envStagingChecks, ...envProdChecks, ...reviewChecks,
];
