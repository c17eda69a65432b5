import * as vscode from 'vscode';

/** Files that the rules know, wherever they are. The same list stands in the manifest. */
export const ourFiles = '**/{*.bicepparam,agents/*.json,mcp-servers/*.json,agent_registry.json,mcp_server_registry.json,*faults.json}';
export const parametersSelector: vscode.DocumentSelector = { scheme: 'file', pattern: '**/*.bicepparam' };
export const configurationSelector: vscode.DocumentSelector = { scheme: 'file', pattern: '**/{agents/*,mcp-servers/*,agent_registry,mcp_server_registry}.json' };
export const bothSelectors: vscode.DocumentSelector = [parametersSelector as vscode.DocumentFilter, configurationSelector as vscode.DocumentFilter];

/** Files of one language where they are usually, and where aos.yaml names places for them. */
export interface Selectors { readonly configurations: vscode.DocumentSelector; readonly both: vscode.DocumentSelector }
export function selectorsOf(root: string, patterns: readonly string[]): Selectors {
  const configurations = [configurationSelector as vscode.DocumentFilter, ...patterns.map((pattern): vscode.DocumentFilter => ({ scheme: 'file', pattern: new vscode.RelativePattern(vscode.Uri.file(root), pattern) }))];
  return { configurations, both: [parametersSelector as vscode.DocumentFilter, ...configurations] };
}

export const isOurs = (document: vscode.TextDocument): boolean => document.uri.scheme === 'file' && vscode.languages.match(bothSelectors, document) > 0;
export const isParameters = (file: string): boolean => /\.bicepparam$/i.test(file);
