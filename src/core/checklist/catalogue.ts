import type { CatalogueItem, PhaseEntry } from './catalogueItem';

/** Everything that stands between a team and production, in the order of the task list. */
export interface Catalogue {
  readonly phases: readonly PhaseEntry[];
  readonly items: readonly CatalogueItem[];
  find(id: string): CatalogueItem | undefined;
  /** Fingerprints of other wordings of an item. */
  wordingsOf(id: string): readonly string[];
}

/** Loaded when it is first asked for: the editor starts without it. */
export async function loadCatalogue(): Promise<Catalogue> {
  const { cataloguePhases, itemWordings } = await import('./catalogue.generated');
  return makeCatalogue(cataloguePhases, itemWordings);
}

export function makeCatalogue(phases: readonly PhaseEntry[], wordings: Readonly<Record<string, readonly string[]>> = {}): Catalogue {
  const items = phases.flatMap(({ phase, sections }) => sections.flatMap(({ group, title, items: entries }) => entries.map((entry): CatalogueItem => ({ ...entry, phase, group, section: title }))));
  const byId = new Map(items.map((item) => [item.id, item]));
  return { phases, items, find: (id) => byId.get(id), wordingsOf: (id) => wordings[id] ?? [] };
}
