import type { ErrorDocument } from '../../../core/deployment/events';
import { toErrorDocument } from '../../../core/deployment/errorDocument';
import type { ItemFilter } from '../../../core/checklist/document';
import type { ChecklistView } from '../../../core/checklist/service';
import type { EnvironmentStore } from '../../state/environmentStore';
import { Listeners } from '../../shared/listeners';

export interface ChecklistEntry {
  readonly environment: string;
  readonly view?: ChecklistView;
  readonly error?: ErrorDocument;
  /** A run goes on; how far it is. */
  readonly running?: { readonly answered: number; readonly total: number };
}

/** The checklists of all environments as they were last read, and how the view shows them. Reading asks nothing outside of this computer. */
export class ChecklistStore {
  readonly #entries = new Map<string, ChecklistEntry>();
  readonly #changes = new Listeners<void>();
  #filter: ItemFilter = 'all';
  #search = '';
  #isRead = false;

  constructor(private readonly environments: EnvironmentStore, private readonly report: (what: string, error: unknown) => void) {}

  readonly onDidChange = this.#changes.add;
  get isRead(): boolean { return this.#isRead; }
  get filter(): ItemFilter { return this.#filter; }
  get search(): string { return this.#search; }
  get entries(): readonly ChecklistEntry[] { return this.environments.entries.map(({ environment }) => this.#entries.get(environment.name) ?? { environment: environment.name }); }
  get selected(): ChecklistEntry | undefined { const name = this.environments.selected?.environment.name; return name === undefined ? undefined : this.#entries.get(name); }
  find(environment: string): ChecklistEntry | undefined { return this.#entries.get(environment); }

  show(filter: ItemFilter, search = this.#search): void {
    this.#filter = filter;
    this.#search = search.trim();
    this.#changes.fire();
  }

  /** Reads every environment's checklist again. Never rejects: a failure is an entry. */
  async refresh(): Promise<void> {
    await this.environments.ensure();
    this.#isRead = true;
    await Promise.all(this.environments.entries.map(({ environment }) => this.refreshOne(environment.name)));
  }

  async refreshOne(environment: string): Promise<void> {
    try {
      this.take(await (await this.environments.engineOf(environment)).checklist.view(environment));
    } catch (error) {
      this.report(`The checklist of ${environment} could not be read.`, error);
      this.#set({ environment, error: toErrorDocument(error) });
    }
  }

  /** What a command found out: it need not be read again. */
  take(view: ChecklistView): void { this.#set({ environment: view.environment.name, view }); }

  progress(environment: string, running: ChecklistEntry['running']): void {
    const { running: _before, ...rest } = this.#entries.get(environment) ?? { environment };
    this.#set({ ...rest, ...(running && { running }) });
  }

  #set(entry: ChecklistEntry): void {
    this.#entries.set(entry.environment, entry);
    this.#changes.fire();
  }
}
