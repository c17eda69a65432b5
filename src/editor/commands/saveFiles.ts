import * as vscode from 'vscode';

/** Files are read from disk; what the person sees is what gets deployed. */
export async function saveFiles(): Promise<void> {
  const dirty = vscode.workspace.textDocuments.filter((document) => document.isDirty && document.uri.scheme === 'file' && /\.(bicep|bicepparam|ya?ml|json|py|txt)$/.test(document.fileName));
  await Promise.all(dirty.map((document) => document.save()));
}
