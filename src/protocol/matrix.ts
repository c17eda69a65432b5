import { isRecord, type ParamGuards } from './envelope';
import { isNothing } from './guards';
import type { ErrorView } from './shared';

/** What the matrix of environments can ask. A cell is named by the ids of its row and its environment. */
export interface MatrixContract {
  readonly requests: {
    readonly 'matrix/load': { readonly params: undefined; readonly result: MatrixSnapshot };
    readonly 'matrix/refresh': { readonly params: undefined; readonly result: undefined };
    /** Opens the file of a cell at its line. */
    readonly 'matrix/open': { readonly params: CellId; readonly result: undefined };
    /** Carries out the fix that the cell's rule offers. */
    readonly 'matrix/fix': { readonly params: CellId; readonly result: undefined };
    readonly 'matrix/openLog': { readonly params: undefined; readonly result: undefined };
  };
  readonly pushes: { readonly 'matrix/changed': MatrixSnapshot };
}
export interface CellId { readonly row: string; readonly environment: string }

const isCellId = (params: unknown): params is CellId => isRecord(params) && typeof params.row === 'string' && typeof params.environment === 'string';

export const matrixGuards: ParamGuards<MatrixContract> = { 'matrix/load': isNothing, 'matrix/refresh': isNothing, 'matrix/open': isCellId, 'matrix/fix': isCellId, 'matrix/openLog': isNothing };

/** `matrix` is the last good one; beside `asking` and `failed` it is out of date. */
export interface MatrixSnapshot {
  readonly state: 'asking' | 'ready' | 'failed';
  readonly matrix?: MatrixView;
  readonly error?: ErrorView;
}

export interface MatrixView {
  readonly environments: readonly MatrixEnvironmentView[];
  /** Parameters in the order of the template, then what is live. */
  readonly rows: readonly MatrixRowView[];
}

export interface MatrixEnvironmentView { readonly name: string; readonly isProtected: boolean; /** Why nothing live is known of it; absent where it is. */ readonly notLive?: string }

export interface MatrixRowView {
  readonly id: string;
  readonly kind: 'parameter' | 'live';
  readonly label: string;
  /** Not all environments have the same. */
  readonly differs: boolean;
  /** One for each environment, in their order. */
  readonly cells: readonly MatrixCellView[];
}

export interface MatrixCellView {
  /** What is drawn. `default`: the template's own value; `secret`: hidden; `none`: there is nothing; `unknown`: it could not be found out. */
  readonly kind: 'value' | 'default' | 'secret' | 'none' | 'unknown';
  readonly text: string;
  /** What a rule says about it: `explained` where the rule expects the difference. */
  readonly verdict?: { readonly kind: 'error' | 'warning' | 'info' | 'explained'; readonly rule: string; readonly message: string };
  /** `dev.bicepparam:12`; absent: there is no place to open. */
  readonly place?: string;
  /** Title of the fix that is offered. */
  readonly fix?: string;
}
