import { genericProvider } from './genericProvider';
import type { ProviderModule, ResourceProvider } from './provider';

/** Modules in the order in which their routes are tried. Each namespace adds one. */
export const providerModules: readonly ProviderModule[] = [];

/** Finds providers by type, without case; types nobody knows get a generic one. */
export class ProviderRegistry {
  private readonly byType = new Map<string, ResourceProvider>();

  constructor(readonly modules: readonly ProviderModule[] = providerModules) {
    for (const type of modules.flatMap((module) => module.types)) this.byType.set(type.type.toLowerCase(), type);
  }

  of(type: string): ResourceProvider { return this.byType.get(type.toLowerCase()) ?? genericProvider(type); }
  knows(type: string): boolean { return this.byType.has(type.toLowerCase()); }
  all(): IterableIterator<ResourceProvider> { return this.byType.values(); }
}
