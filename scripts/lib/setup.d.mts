/** Makes the named things available; each value is a path (undefined for `dependencies`). */
export function setUp<Name extends 'dependencies' | 'node' | 'node24' | 'bicep' | 'vsCode' | 'browser'>(wanted: readonly Name[]): Promise<Record<Name, string>>;
export class SetupError extends Error { readonly missing: readonly string[] }
