import type * as vscode from 'vscode';
import { commands, viewCommands } from '../../ids';
import { openFile } from '../openFile';
import type { EditorServices } from '../services';
import { subjectOf } from './subject';
import { environmentFor, pickEnvironment } from './target';

export function registerEnvironmentCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary, environments } = services;
  return [
    boundary.command(commands.selectEnvironment, async (argument?: unknown) => {
      const subject = subjectOf(argument);
      const { environment: { name } } = subject.environment ? await environmentFor(services, subject) : await environmentForPicker(services);
      await environments.select(name);
      return name;
    }),
    boundary.command(commands.compareEnvironments, () => services.panels.show({ page: 'matrix' })),
    boundary.command(viewCommands.refreshEnvironments, () => environments.refresh()),
    boundary.command(viewCommands.openProblem, async (argument?: unknown) => {
      const { file, line = 0 } = subjectOf(argument);
      if (file) await openFile({ file, range: { start: { line, character: 0 }, end: { line, character: 0 } } });
    }),
    boundary.command(viewCommands.openTemplate, async (argument?: unknown) => {
      const { environment } = await environmentFor(services, subjectOf(argument));
      await openFile({ file: environment.templateFile });
    }),
    boundary.command(viewCommands.openParameters, async (argument?: unknown) => {
      const { environment } = await environmentFor(services, subjectOf(argument));
      await openFile({ file: environment.parametersFile });
    }),
  ];
}

/** A picker even where one is selected already; says why when there is nothing to pick. */
async function environmentForPicker(services: EditorServices): ReturnType<typeof pickEnvironment> {
  await services.environments.ensure();
  return services.environments.entries.length > 1 ? pickEnvironment(services) : environmentFor(services, {});
}
