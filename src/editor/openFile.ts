import * as vscode from 'vscode';
import type { FileRange } from '../core/values';

/** Opens a place of the workspace with the range selected. */
export async function openFile({ file, range }: FileRange): Promise<void> {
  const selection = range ? new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character) : undefined;
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection, preview: true });
}
