import { commandSpec, commandTable, type CommandName } from './commandTable';
import { commonOptions, optionSpecs, type OptionName } from './options';

export function renderUsage(command?: CommandName): string {
  return command ? renderCommand(command) : renderOverview();
}

function renderOverview(): string {
  const names = Object.keys(commandTable) as CommandName[];
  return [
    'aos-deploy <command> [options]', '', 'Plans, deploys and verifies environments of the Agent Operating System on Azure.', '', 'Commands',
    ...names.map((name) => `  ${name.padEnd(14)}${commandSpec(name).summary}${commandSpec(name).notAvailable ? ' (not available in this version)' : ''}`),
    '', 'Options of every command', ...renderOptions(commonOptions), '', ...exitCodes, '', 'aos-deploy <command> --help tells more of one command.', '',
  ].join('\n');
}

function renderCommand(command: CommandName): string {
  const spec = commandSpec(command);
  const own = spec.options ?? [];
  return [
    `aos-deploy ${command}${spec.arguments ? ` ${spec.arguments}` : ''} [options]`, '', `${spec.summary}${spec.notAvailable ? ' Not available in this version.' : ''}`, '',
    ...(own.length > 0 ? ['Options', ...renderOptions(own), ''] : []), 'Options of every command', ...renderOptions(commonOptions), '', ...exitCodes, '',
  ].join('\n');
}

const exitCodes = [
  'Exit codes', '  0  done', '  1  failed', '  2  wrong usage or bad input', '  3  a confirmation was needed and not given; nothing was changed', '  4  cancelled', '  5  Azure or the network failed after all retries; safe to run again',
];

function renderOptions(names: readonly OptionName[]): readonly string[] {
  return names.map((name) => {
    const spec = optionSpecs[name];
    const left = `  --${name}${spec.argument ? ` ${spec.argument}` : ''}`;
    return left.length < 28 ? `${left.padEnd(30)}${spec.help}` : `${left}\n${' '.repeat(30)}${spec.help}`;
  });
}
