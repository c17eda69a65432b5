import type { Check } from '../../api';
import { endpointChecks } from './endpoints';
import { healthChecks } from './health';
import { loadChecks } from './load';
import { telemetryChecks } from './telemetry';
import { testChecks } from './tests';

export const verifyChecks: readonly Check[] = [...healthChecks, ...endpointChecks, ...testChecks, ...telemetryChecks, ...loadChecks];
