import { isRecord } from './envelope';

/** Every page there is; the bundle of each is `dist/webview/<page>.js` and `<page>.css`. */
export type PageName = PanelKey['page'];

/**
 * What a page finds in its document as `<script type="application/json" id="aos-setup">` before its script runs.
 * A page draws into `<main id="app">` and asks for its first snapshot itself (`plan/load`, `deployment/load`, `matrix/load`, `sandbox/load`, `settings/load`, `report/load`).
 */
export interface PageSetup<K extends PanelKey = PanelKey> {
  readonly page: PageName;
  /** BCP 47, as VS Code's display language. */
  readonly locale: string;
  /** Translations by the English text, as `vscode.l10n.bundle`; absent for English. */
  readonly texts?: Readonly<Record<string, string>>;
  readonly key: K;
}

/** What a panel shows. */
export type PanelKey = PlanKey | DeploymentKey | MatrixKey | SandboxKey | SettingsKey | ReportKey;
export interface PlanKey { readonly page: 'plan'; readonly environment: string; readonly local?: boolean }
export interface DeploymentKey { readonly page: 'deployment'; readonly runId: string }

/** All environments of the workspace. */
export interface MatrixKey { readonly page: 'matrix' }
/** The workspace's own sandbox. */
export interface SandboxKey { readonly page: 'sandbox' }
/** Application settings of an environment; `slot` absent: production. */
export interface SettingsKey { readonly page: 'settings'; readonly environment: string; readonly slot?: string }
/** How ready an environment is. */
export interface ReportKey { readonly page: 'report'; readonly environment: string }

/**
 * What a page gives to `acquireVsCodeApi().setState`, from its first drawing on: VS Code hands it back after a reload, and the extension
 * finds by `key` what to show. `ui` is the page's own (scroll position, filter, folded groups).
 */
export interface PageState { readonly key: PanelKey; readonly ui?: unknown }

export function isPanelKey(value: unknown): value is PanelKey {
  if (!isRecord(value)) return false;
  if (value.page === 'plan') return typeof value.environment === 'string' && (value.local === undefined || typeof value.local === 'boolean');
  if (value.page === 'settings') return typeof value.environment === 'string' && (value.slot === undefined || typeof value.slot === 'string');
  if (value.page === 'report') return typeof value.environment === 'string';
  if (value.page === 'matrix' || value.page === 'sandbox') return true;
  return value.page === 'deployment' && typeof value.runId === 'string';
}

export const isPageState = (value: unknown): value is PageState => isRecord(value) && isPanelKey(value.key);
