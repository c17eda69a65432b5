import type { ResourceProvider } from './provider';

/** Any type that has no provider of its own: bodies are kept as they come. Locations are optional, because nobody knows whether the type has one. */
export const genericProvider = (type: string): ResourceProvider => ({ type, apiVersions: [], locations: 'global' });
