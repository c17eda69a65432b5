/** For the data planes, which tell what happens, and for whoever judges by it. What answers clients is in `module.ts`. */
export { evaluateLogs } from './logs/evaluate';
export { componentOfKey, receive } from './telemetry/receive';
export { count, gauge, type Sample } from './metrics/counters';
export { metricValues, type MetricQuestion, type MetricValue } from './metrics/value';
export { Invocation } from './invocation';
export { logResource, type ResourceLog } from './diagnostics';
export { countRequest } from './siteRequests';
export { recordVaultCall } from './vaultCalls';
export { recordStorageCall } from './storageCalls';
