import type { IncidentEvent } from '../../src/core/incident';
import type { IncidentStore } from '../../src/core/ports';

export class MemoryIncidents implements IncidentStore {
  readonly events = new Map<string, IncidentEvent[]>();
  async append(id: string, event: IncidentEvent): Promise<void> { this.events.set(id, [...this.events.get(id) ?? [], JSON.parse(JSON.stringify(event)) as IncidentEvent]); }
  async read(id: string): Promise<readonly IncidentEvent[]> { return this.events.get(id) ?? []; }
  async list(): Promise<readonly string[]> { return [...this.events.keys()].reverse(); }
}
