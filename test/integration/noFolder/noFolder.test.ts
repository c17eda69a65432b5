import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../src/ids';

describe('a window without a folder', () => {
  it('has none', () => assert.equal(vscode.workspace.workspaceFolders, undefined));

  for (const command of [commands.plan, commands.deploy, commands.rehearse, commands.history, commands.verify, commands.startSandbox]) {
    it(`makes ${command} say so instead of failing`, async () => assert.equal(await vscode.commands.executeCommand(command), undefined));
  }

  it('can still show the log', async () => { await vscode.commands.executeCommand(commands.showLog); });
});
