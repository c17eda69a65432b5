import type { IncidentEvent } from '../incident/incident';

/** Incidents of one workspace, each a list of events that only grows. Holds no secrets. */
export interface IncidentStore {
  /** Appends and syncs to disk before it resolves. @throws EnvironmentError `Incident.Unwritable`. */
  append(id: string, event: IncidentEvent): Promise<void>;
  /** A torn last line is left out. @throws InputError `Incident.Damaged`. */
  read(id: string): Promise<readonly IncidentEvent[]>;
  /** Newest first. */
  list(): Promise<readonly string[]>;
}
