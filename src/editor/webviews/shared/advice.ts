import * as vscode from 'vscode';
import { commands, viewCommands } from '../../../ids';
import type { AdviceAction } from '../../../protocol';

/** Does what a piece of advice offers, for one environment. Returns at once: commands show their own progress and errors. */
export function takeAdvice(action: Exclude<AdviceAction, 'register-provider'>, environment: string, retry: string): void {
  const command: Record<typeof action, string> = {
    'sign-in': commands.signIn, 'select-subscription': commands.selectSubscription, 'open-parameters': viewCommands.openParameters, 'open-template': viewCommands.openTemplate, retry,
  };
  void vscode.commands.executeCommand(command[action], { environment });
}
