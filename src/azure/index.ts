export { readRetryAfter, toResponseError, toThrownError } from './armError';
export type { Cloud } from './clouds';
export { connectAzure, type ConnectOptions } from './connect';
export { defaultTokenProvider, type TokenProvider } from './credential';
