import type { Command } from '../context';
import { exitCode } from '../exitCodes';
import { renderDiagnostics, renderTable } from '../render';

export const runEnvironments: Command = async ({ engine, output, signal, workspace }) => {
  const { environments, problems } = await engine().listEnvironments(signal);
  output.result({ environments, problems }, () => {
    const rows = environments.map((one) => [one.name, one.resourceGroup, one.cloud ?? '', one.isProtected ? 'protected' : '', one.parametersFile]);
    const table = rows.length > 0 ? renderTable(['environment', 'resource group', 'cloud', '', 'parameters file'], rows) : `No environment was found in ${workspace}.\n`;
    return table + renderDiagnostics(problems);
  });
  return exitCode.done;
};
