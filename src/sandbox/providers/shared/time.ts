import type { PutRequest, ProviderContext } from '../provider';

/** ISO 8601 with seven digits, as most services print times: `2024-05-01T10:00:00.1230000Z`. */
export const longTime = (date: Date): string => date.toISOString().replace('Z', '0000Z');

/** When the resource was first created: kept over later PUTs. */
export const createdAt = (request: PutRequest, context: ProviderContext): string => longTime(request.existing ? new Date(request.existing.createdAt) : request.at ?? context.clock.now());
