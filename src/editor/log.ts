import type * as vscode from 'vscode';
import { DeployError } from '../core/errors';

/** Writes an error with its code and causes; a bug with its stack. Our errors hold no secrets by contract. */
export function logError(log: vscode.LogOutputChannel, what: string, error: unknown): void {
  if (!(error instanceof DeployError)) { log.error(what, error instanceof Error ? error : String(error)); return; }
  log.error(`${what} ${error.code}: ${error.message}${error.nextStep ? ` ${error.nextStep}` : ''}`);
  for (const detail of error.details) log.error(`  ${detail.code}: ${detail.message}${detail.target ? ` (${detail.target})` : ''}`);
}
