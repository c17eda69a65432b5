import { PlanSession, type PlanSessionOptions } from './planSession';

/** The plan of each environment, shared by the command that makes it and the page that shows it. */
export class PlanSessions {
  readonly #sessions = new Map<string, PlanSession>();

  constructor(private readonly options: Omit<PlanSessionOptions, 'environment' | 'local'>) {}

  get(environment: string, local = false): PlanSession {
    const key = `${local ? 'local' : 'arm'}/${environment}`;
    let session = this.#sessions.get(key);
    if (!session) this.#sessions.set(key, session = new PlanSession({ ...this.options, environment, local }));
    return session;
  }

  dispose(): void { for (const session of this.#sessions.values()) session.dispose(); }
}
