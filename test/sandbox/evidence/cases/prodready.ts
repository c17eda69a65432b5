import type { RowCase } from '../rowCase';
import { metric, requests, sends } from '../telemetry';

export const prodreadyCases: readonly RowCase[] = [
  { row: 'prodready.appinsights.custom-metrics', environment: 'prod', passes: 'fail', becomes: 'pass', isFinal: true, prepare: (world) => world.profile('prod', 'customMetrics: [active_agents]'), change: sends('prod', metric('active_agents')) },
  { row: 'prodready.appinsights.sampling', environment: 'prod', isFinal: true, prepare: sends('prod', requests(10, {}, { sampleRate: 25 })), change: sends('prod', requests(100)) },
];
