import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { InputError } from '../../../core/errors';
import { commands, viewCommands } from '../../../ids';
import { openFile } from '../../openFile';
import type { EditorServices } from '../../services';
import { workloadKinds } from '../../workloads/workloadState';
import { subjectOf } from '../subject';
import { environmentFor } from '../target';
import { compareConfigurations } from './compareConfigurations';
import { convertConfigurations } from './convertConfigurations';
import { mergeConfiguration } from './mergeConfiguration';
import { newConfiguration } from './newConfiguration';
import { pruneConfigurations } from './pruneConfigurations';
import { restoreConfiguration } from './restoreConfiguration';
import { takeDeployed } from './takeDeployed';
import { testAgent } from './testAgent';
import { uploadConfigurations } from './uploadConfigurations';
import { validateConfigurations } from './validateConfigurations';

export function registerConfigurationCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary, workloads } = services;
  return [
    boundary.command(commands.validateConfigurations, () => validateConfigurations(services)),
    boundary.command(commands.uploadAgents, (argument?: unknown) => uploadConfigurations(services, argument, 'agent')),
    boundary.command(commands.uploadServers, (argument?: unknown) => uploadConfigurations(services, argument, 'server')),
    boundary.command(commands.compareConfigurations, (argument?: unknown) => compareConfigurations(services, argument)),
    boundary.command(commands.pruneConfigurations, (argument?: unknown) => pruneConfigurations(services, argument)),
    boundary.command(commands.restoreConfiguration, (argument?: unknown) => restoreConfiguration(services, argument)),
    boundary.command(commands.mergeConfiguration, (argument?: unknown) => mergeConfiguration(services, argument)),
    boundary.command(commands.takeDeployed, (argument?: unknown) => takeDeployed(services, argument)),
    boundary.command(commands.convertConfigurations, (argument?: unknown) => convertConfigurations(services, argument)),
    boundary.command(commands.newAgent, (argument?: unknown) => newConfiguration(services, argument, 'agent')),
    boundary.command(commands.newServer, (argument?: unknown) => newConfiguration(services, argument, 'server')),
    boundary.command(commands.testAgent, (argument?: unknown) => testAgent(services, argument)),
    boundary.command(viewCommands.refreshConfigurations, async (argument?: unknown) => {
      const { configurationKind, ...subject } = subjectOf(argument);
      const { environment: { name } } = await environmentFor(services, subject);
      await Promise.all((configurationKind ? [configurationKind] : workloadKinds).map((kind) => workloads.refresh(name, kind)));
    }),
    boundary.command(viewCommands.openConfiguration, async (argument?: unknown) => {
      const { file, configuration = '' } = subjectOf(argument);
      if (file === undefined) throw new InputError('Configuration.NoFile', l10n.t('The workspace has no file for {0}.', configuration), { nextStep: l10n.t('Compare it with what is deployed.') });
      await openFile({ file });
    }),
  ];
}
