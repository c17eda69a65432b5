import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import manifest from '../../../package.json';
import { commands } from '../../../src/ids';

describe('a folder that nobody has trusted', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  before(async () => { await vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`)?.activate(); });

  it('is not trusted here', () => assert.equal(vscode.workspace.isTrusted, false));

  for (const command of [commands.plan, commands.deploy, commands.rehearse, commands.startSandbox]) {
    it(`makes ${command} start nothing`, async () => {
      const answer = await vscode.commands.executeCommand(command);
      assert.equal(answer, undefined);
      assert.equal(existsSync(path.join(folder, '.aos')), false);
    });
  }
});
