import type { VerdictState } from '../../../src/core/evidence';
import type { World } from './world';

export type EnvironmentName = 'dev' | 'staging' | 'prod';
export type Undo = () => Promise<void> | void;
/** Changes something in the world; what it returns takes the change back. */
export type Change = (world: World) => Promise<Undo> | Undo;

/** A row decided both ways: in a state in which it passes, and in one that differs from it in exactly what the row is about. */
export interface RowCase {
  readonly row: string;
  /** Default `dev`. */
  readonly environment?: EnvironmentName;
  /** What the world of everything right lacks for this row. */
  readonly prepare?: Change;
  readonly change: Change;
  /** Default `pass`; a row about something that may be left out can be `n/a` at best. */
  readonly passes?: VerdictState;
  /** Default `fail`. */
  readonly becomes?: VerdictState;
  /** The change cannot be taken back; such cases come last. */
  readonly isFinal?: boolean;
  /** Verdicts of rows that people or actions decide. */
  readonly known?: Readonly<Record<string, VerdictState>>;
}

/** Several changes as one. */
export const all = (...changes: readonly Change[]): Change => async (world) => {
  const undos: Undo[] = [];
  const back = async (): Promise<void> => { for (const undo of undos.reverse()) await undo(); };
  try { for (const change of changes) undos.push(await change(world)); } catch (error) { await back(); throw error; }
  return back;
};
