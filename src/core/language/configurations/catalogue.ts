import type { Span } from '../../bicepparam';
import type { AgentEntry, ConfigurationDocument, PlacedText, ServerEntry } from './document';

export interface Placed<T> { readonly document: ConfigurationDocument; readonly entry: T }
export interface Occurrence extends Span { readonly file: string }

/** All agents and servers of the workspace, by id. Built anew when a file's own facts change, which most keystrokes do not. */
export class Catalogue {
  readonly agents = new Map<string, Placed<AgentEntry>[]>();
  readonly servers = new Map<string, Placed<ServerEntry>[]>();
  readonly domains = new Set<string>();

  constructor(documents: Iterable<ConfigurationDocument>) {
    for (const document of documents) {
      for (const entry of document.agents) { put(this.agents, entry.id, { document, entry }); if (entry.domain) this.domains.add(entry.domain.value); }
      for (const entry of document.servers) put(this.servers, entry.id, { document, entry });
    }
  }

  /** A server by its id, or by the name for people. */
  findServers(name: string): readonly Placed<ServerEntry>[] {
    const byId = this.servers.get(name);
    return byId ?? [...this.servers.values()].flat().filter(({ entry }) => entry.name?.value === name);
  }

  get serverNames(): readonly string[] { return [...this.servers.keys()]; }

  /** Tools of a server as its configurations list them; undefined when none does. */
  toolsOf(server: string): readonly PlacedText[] | undefined {
    const lists = this.findServers(server).flatMap(({ entry }) => (entry.toolNames ? [entry.toolNames] : []));
    return lists.length === 0 ? undefined : lists.flat();
  }
}

function put<T>(map: Map<string, T[]>, id: PlacedText | undefined, value: T): void {
  if (!id || id.value === '') return;
  const list = map.get(id.value);
  if (list) list.push(value); else map.set(id.value, [value]);
}

/** What other files can see of a document: while this stays the same, their findings do. */
export function visibleFacts({ agents, servers }: ConfigurationDocument): string {
  return JSON.stringify([
    agents.map(({ id, isEnabled, domain }) => [id?.value, isEnabled, domain?.value]),
    servers.map(({ id, isEnabled, name, toolNames }) => [id?.value, isEnabled, name?.value, toolNames?.map(({ value }) => value)]),
  ]);
}
