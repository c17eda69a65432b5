import type { Application, RefusedSetting, SettingChanges, SettingsHistoryEntry, SettingsPlan, SettingsReport } from '../../../core/applications';
import { toErrorDocument } from '../../../core/deployment/errorDocument';
import type { ErrorDocument } from '../../../core/deployment/events';
import type { Engine } from '../../../core/engine';
import { historyView, settingRows, type Staged } from './settingsView';
import type { ApplicationSettingsView } from '../../../protocol';
import { errorView } from '../shared/errorView';

/** Settings of one application in one environment with what the person has marked. Marked values may be secret and live here only. */
export class ApplicationSettings {
  readonly #staged = new Map<string, Staged>();
  #report: SettingsReport | undefined;
  #wanted: SettingChanges = {};
  #history: readonly SettingsHistoryEntry[] = [];
  #refused: readonly RefusedSetting[] = [];
  #error: ErrorDocument | undefined;

  constructor(readonly application: Application, private readonly environment: string, private readonly slot: string | undefined) {}

  /** Never rejects: what cannot be read is told by the view. */
  async read(engine: Engine): Promise<void> {
    const { application, environment, slot } = this;
    try {
      const report = await engine.applications.settings(environment, application, slot);
      const [plan, history] = [await engine.applications.planSettings(environment, application, 'wanted', slot), await engine.applications.settingsHistory(environment, application, slot)];
      [this.#report, this.#wanted, this.#history, this.#error] = [report, plan.wanted, history, undefined];
      for (const [name, mark] of this.#staged) if (mark.how === 'wanted' && this.#wanted[name] === undefined) this.#staged.delete(name);
    } catch (error) { this.#error = toErrorDocument(error); }
  }

  stage(name: string, mark: Staged): void { this.#staged.set(name, mark); this.#forgetRefusal(name); }
  leave(name: string): void { this.#staged.delete(name); this.#forgetRefusal(name); }

  /** False when nothing else is wanted of it. */
  stageWanted(name: string): boolean {
    const value = this.#wanted[name];
    if (value === undefined) return false;
    this.stage(name, { how: 'wanted', value });
    return true;
  }

  stageAllWanted(): void { for (const name of Object.keys(this.#wanted)) this.stageWanted(name); }

  get changes(): SettingChanges { return Object.fromEntries([...this.#staged].map(([name, { value }]) => [name, value])); }
  get history(): readonly SettingsHistoryEntry[] { return this.#history; }

  plan(engine: Engine): Promise<SettingsPlan> { return engine.applications.planSettings(this.environment, this.application, this.changes, this.slot); }

  /** Writes what was shown, in one request. What was written is no longer marked; what was refused says why. Returns the names that were written. */
  async apply(engine: Engine, { changes, refused, seen }: SettingsPlan): Promise<readonly string[]> {
    const report = await engine.applications.changeSettings(this.environment, this.application, changes, { seen, ...(this.slot !== undefined && { slot: this.slot }) });
    this.#refused = [...refused, ...report.refused, ...report.rolledBack];
    for (const name of Object.keys(changes)) if (!this.#refused.some((one) => one.name === name)) this.#staged.delete(name);
    return report.changed;
  }

  async undo(engine: Engine, changeId: string): Promise<readonly string[]> {
    const report = await engine.applications.undoSettings(this.environment, this.application, changeId, this.slot);
    this.#refused = [...report.refused, ...report.rolledBack];
    return report.changed;
  }

  refuse(refused: readonly RefusedSetting[]): void { this.#refused = refused; }

  view(root: string): ApplicationSettingsView {
    return {
      name: this.application.name, rows: settingRows(this.#report?.settings ?? [], this.#staged, this.#refused), history: this.#history.map(historyView),
      ...(this.#report ? { site: this.#report.site } : {}), ...(this.#error ? { error: errorView(this.#error, root) } : {}),
    };
  }

  #forgetRefusal(name: string): void { this.#refused = this.#refused.filter((one) => one.name !== name); }
}
