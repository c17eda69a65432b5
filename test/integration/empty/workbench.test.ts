import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../../package.json';

describe('a workspace without environments', () => {
  const extension = () => vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`);

  it('does not activate the extension', () => assert.equal(extension()?.isActive, false));

  it('runs extensions in a Node that has SQLite', async () => assert.ok((await import('node:sqlite')).DatabaseSync));
});
