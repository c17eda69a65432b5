import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../../package.json';
import { commands } from '../../../src/ids';

const extension = () => vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`);

describe('the extension on the sample workspace', () => {
  it('registers every command of the palette', async () => {
    await extension()?.activate();
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(Object.values(commands).filter((command) => !known.has(command)), []);
  });
});
