import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../../package.json';

describe('a workspace without environments', () => {
  const extension = () => vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`);

  it('knows the extension', () => assert.ok(extension()));

  it('runs in a Node that has SQLite', async () => assert.ok((await import('node:sqlite')).DatabaseSync));
});
