import type { RowCase } from '../rowCase';
import { failed, minutesAgo, requests, sends } from '../telemetry';

export const opsCases: readonly RowCase[] = [
  { row: 'ops.daily.error-rate', environment: 'prod', isFinal: true, change: sends('prod', requests(5, failed, minutesAgo(20))) },
];
