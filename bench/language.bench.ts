import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LanguageWorkspace, TemplateStore } from '../src/core/language';
import { BicepCli, BicepTemplateCompiler } from '../src/local/bicep';
import { findBicep } from '../src/local/bicep';
import { percentile, timed, type Bench, type Measure } from './measure';

const root = path.join(__dirname, '..');
const template = path.join(root, 'samples/aos/deployment/main-modular.bicep');
const parameters = path.join(root, 'samples/aos/deployment/parameters');
const keystrokes = 400;

/** The sample's file with more of everything: variables, comments, objects, up to 500 lines. */
function longFile(): string {
  const sample = readFileSync(path.join(parameters, 'prod.bicepparam'), 'utf8');
  const more = Array.from({ length: 90 }, (_, index) => `var item${index} = {\n  name: 'item-${index}-\${namePrefix}'\n  size: ${index} + 1\n  on: ${index} > 10 ? true : false\n}`);
  return `${sample}\n${more.join('\n')}\n`.split('\n').slice(0, 500).join('\n');
}

const agent = (index: number): string => JSON.stringify({ agent_id: `agent-${index}`, agent_type: 'LeadershipAgent', purpose: `Purpose ${index}`, purpose_scope: 'Everything', adapter_name: `agent-${index}`, mcp_tools: [{ server_name: 'github', tool_name: 'search_code' }, { server_name: 'filesystem', tool_name: 'read_file' }], enabled: true }, undefined, 2);

async function build(): Promise<{ readonly workspace: LanguageWorkspace; readonly dispose: () => Promise<void> }> {
  const bicep = new BicepCli();
  const store = new TemplateStore(new BicepTemplateCompiler(bicep), () => new Map(), () => undefined);
  await store.refresh(template);
  return { workspace: new LanguageWorkspace({ root, template: (file) => store.state(file), exists: () => true }), dispose: () => bicep.dispose() };
}

/** Types `keystrokes` characters into a file, one by one, and judges it after each. Milliseconds of each, sorted. */
async function type(workspace: LanguageWorkspace, file: string, text: string, at: number): Promise<number[]> {
  const word = "// a remark that grows 'while' it is typed ${and} \"never\" {ends}\n";
  const times: number[] = [];
  for (let count = 0, current = text; count < keystrokes; count++) {
    const place = at + (count % word.length);
    current = count % word.length === 0 ? text : current.slice(0, place) + word[count % word.length]! + current.slice(place);
    times.push(await timed(() => { workspace.setText(file, current); workspace.check(file); }));
  }
  return times.sort((a, b) => a - b);
}

/** A whole process of the official compiler on the same text: what a build task after each save would cost. */
async function officialMs(): Promise<number> {
  const { file } = await findBicep();
  const folder = mkdtempSync(path.join(tmpdir(), 'aos-bench-language-'));
  try {
    const copy = path.join(parameters, `bench-${process.pid}.bicepparam`);
    writeFileSync(copy, longFile());
    const times: number[] = [];
    try {
      for (let round = 0; round < 3; round++) times.push(await timed(() => execFileSync(file, ['build-params', copy, '--outfile', path.join(folder, 'out.json')], { stdio: 'ignore' })));
    } finally {
      rmSync(copy, { force: true });
    }
    return percentile(times.sort((a, b) => a - b), 0.5);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const bench: Bench = {
  title: 'Validation as you type',
  async measure(): Promise<readonly Measure[]> {
    const { workspace, dispose } = await build();
    try {
      const long = longFile();
      const file = path.join(parameters, 'prod.bicepparam');
      const own = await type(workspace, file, long, long.indexOf('param tags'));
      for (let index = 0; index < 1000; index++) workspace.setText(path.join(root, 'agents', `agent-${index}.json`), agent(index));
      for (const name of ['mcp_server_registry.json', 'agent_registry.json']) workspace.setText(path.join(root, name), readFileSync(path.join(root, 'samples/aos', name), 'utf8'));
      for (let index = 0; index < 50; index++) workspace.setText(path.join(parameters, `env${index}.bicepparam`), long);
      for (const known of workspace.files) workspace.check(known);
      const inMany = await type(workspace, path.join(root, 'agents', 'agent-500.json'), agent(500), 20);
      const parametersInMany = await type(workspace, path.join(parameters, 'env25.bicepparam'), long, long.indexOf('param tags'));
      const official = await officialMs();
      const p95 = percentile(own, 0.95);
      return [
        { what: 'keystroke to findings in a parameters file of 500 lines, p95', value: p95, unit: 'ms', bar: 30, how: `${keystrokes} keystrokes` },
        { what: 'keystroke to findings in one agent of 1,000, with 50 parameters files, p95', value: percentile(inMany, 0.95), unit: 'ms', bar: 50, how: `${keystrokes} keystrokes` },
        { what: 'keystroke to findings in one parameters file of 50 beside 1,000 agents, p95', value: percentile(parametersInMany, 0.95), unit: 'ms', bar: 50, how: `${keystrokes} keystrokes` },
        { what: '"bicep build-params" on the same text', value: official, unit: 'ms', how: 'median of 3 processes' },
        { what: '"bicep build-params" ÷ keystroke p95', value: official / p95, unit: 'x', bar: 10, moreIsBetter: true, how: 'same text, same run' },
        { what: 'memory of the process with that workspace', value: process.memoryUsage().heapUsed / 1024 ** 2, unit: 'MB', how: 'used heap after the runs' },
      ];
    } finally {
      await dispose();
    }
  },
};

export default bench;
