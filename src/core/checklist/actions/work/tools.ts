import { outputText, readLiveOutputs } from '../../../deployment';
import { asArray, asObject, asString } from '../../../json';
import { resolvePath } from '../../../paths';
import type { CommandAnswer } from '../../../ports';
import type { JsonValue } from '../../../values';
import type { Finding } from '../action';
import { command, failed, passed, remember, unknown, type RowWork, type WorkScene } from './work';

/** The last lines say what went wrong. */
const tail = (output: string, lines = 12): string => output.trim().split('\n').slice(-lines).join('\n');

/** Python of the workspace's virtual environment, else the one on the PATH. */
export async function pythonOf({ ports: { files } }: WorkScene): Promise<string> {
  for (const path of ['.venv/bin/python', 'venv/bin/python', '.venv/Scripts/python.exe', 'venv/Scripts/python.exe']) {
    const file = resolvePath(files.root, path);
    if (await files.exists(file)) return file;
  }
  return 'python3';
}

const noPython = unknown('Python is not installed here.');
/** Python is there, and what it should run is not. */
function withoutModule({ output }: CommandAnswer): Finding | undefined {
  const name = /No module named '?([\w.]+)'?\s*$/m.exec(output)?.[1];
  return name === undefined ? undefined : unknown(`${name} is not installed in the Python of this workspace.`);
}

/** `live`: tests ask the deployed environment, and are told where it is. */
function pytest(row: string, suite: string, paths: readonly string[], live = false): RowWork {
  return {
    row, describe: () => `Runs pytest ${paths.join(' ')} in the workspace.`,
    run: async (scene) => {
      const { files } = scene.ports;
      const report = resolvePath(files.root, `.aos/test-results/${suite}.xml`);
      // What an earlier run has left is no result of this one.
      await files.writeText(report, '');
      const answer = await command(scene, await pythonOf(scene), ['-m', 'pytest', ...paths, '-v', `--junitxml=${report}`, '-p', 'no:cacheprovider', '--color=no'], live ? { env: await whereItIs(scene) } : {});
      if (!answer) return noPython;
      const result = readJunit(await files.readText(report), answer.exitCode) ?? readPytest(answer);
      const missing = result.tests === 0 ? withoutModule(answer) : undefined;
      if (missing) return missing;
      await remember(scene, 'test-run', { suite, item: row, ...result });
      return verdictOf(row, result, answer);
    },
  };
}

interface TestResult { readonly exitCode: number; readonly tests: number; readonly passed: number; readonly failures: number; readonly errors: number }

async function whereItIs(scene: WorkScene): Promise<Readonly<Record<string, string>>> {
  const { connection, scope } = await scene.connection();
  const app = outputText(await readLiveOutputs(connection, scope, scene.signal), 'functionAppName');
  return { AOS_RESOURCE_GROUP: scope.resourceGroup, ...(app !== undefined && { AOS_FUNCTION_APP: app }) };
}

/** From the suites of pytest's JUnit file; undefined where it holds none. */
export function readJunit(xml: string, exitCode: number): TestResult | undefined {
  const suites = xml.match(/<testsuite\s[^>]*>/g) ?? [];
  const count = (name: string): number => suites.reduce((sum, suite) => sum + Number(new RegExp(`\\s${name}="(\\d+)"`).exec(suite)?.[1] ?? 0), 0);
  const [tests, failures, errors, skipped] = [count('tests'), count('failures'), count('errors'), count('skipped')];
  return suites.length === 0 ? undefined : { exitCode, tests, passed: tests - failures - errors - skipped, failures, errors };
}

/** From pytest's last line, where it wrote no file: `2 failed, 40 passed, 1 error in 3.2s`. */
export function readPytest({ exitCode, output }: CommandAnswer): TestResult {
  const last = output.trim().split('\n').toReversed().find((line) => /\b(passed|failed|errors?|no tests ran)\b.* in [\d.]+s/.test(line)) ?? '';
  const count = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(last)?.[1] ?? 0);
  const [failures, errors, ok] = [count('failed'), count('errors?'), count('passed')];
  return { exitCode, tests: failures + errors + ok, passed: ok, failures, errors };
}

/** Rows that ask for a run want it to have happened; the others want it green. */
function verdictOf(row: string, result: TestResult, { output }: CommandAnswer): Finding {
  const observed = { ...result } as unknown as JsonValue;
  if (result.tests === 0) return failed(`No test ran (exit code ${result.exitCode}): ${tail(output, 3)}`, observed);
  const green = result.exitCode === 0;
  if (green) return passed(`${result.passed} tests passed.`, observed);
  const told = `${result.failures} of ${result.tests} tests failed, ${result.errors} errors.`;
  return row.startsWith('verify.tests.') ? passed(`The suite ran. ${told}`, observed) : failed(told, observed);
}

const outdated = (row: string, only?: RegExp): RowWork => ({
  row, describe: () => 'Lists the Python packages of the virtual environment that have newer versions.',
  run: async (scene) => {
    const answer = await command(scene, await pythonOf(scene), ['-m', 'pip', 'list', '--outdated', '--format', 'json', '--disable-pip-version-check', '--retries', '0', '--timeout', '10']);
    if (!answer) return noPython;
    if (answer.exitCode !== 0) return failed(`pip ended with ${answer.exitCode}: ${tail(answer.output, 3)}`);
    const packages = parseList(answer.output).filter((one) => only?.test(asString(asObject(one)['name']) ?? '') ?? true);
    await remember(scene, 'report', { item: row, packages });
    return passed(packages.length === 0 ? 'Everything is up to date.' : `${packages.length} packages have newer versions.`, { packages });
  },
});

function parseList(output: string): readonly JsonValue[] {
  try { return asArray(JSON.parse(output.slice(output.indexOf('['), output.lastIndexOf(']') + 1))); } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

export const toolWorks: readonly RowWork[] = [
  pytest('pre.deps.tests', 'unit', ['tests/']), pytest('app.build.tests', 'unit', ['tests/']), pytest('verify.tests.integration-run', 'integration', ['tests/test_integration.py'], true),
  pytest('verify.tests.functions-run', 'functions', ['tests/test_azure_functions_infrastructure.py']), pytest('env-staging.tasks.integration-tests', 'integration', ['tests/test_integration.py'], true),
  {
    row: 'app.build.package', describe: () => 'Runs python -m build; dist/ gets a wheel and a source archive.',
    run: async (scene) => {
      const answer = await command(scene, await pythonOf(scene), ['-m', 'build']);
      if (!answer) return noPython;
      const missing = answer.exitCode === 0 ? undefined : withoutModule(answer);
      if (missing) return missing;
      const made = /Successfully built (.+)$/m.exec(answer.output)?.[1];
      return answer.exitCode === 0 && made !== undefined ? passed(`Built ${made}.`, { made }) : failed(`The build ended with ${answer.exitCode}: ${tail(answer.output, 4)}`);
    },
  },
  {
    row: 'app.build.pylint', describe: () => 'Runs pylint over the package.',
    run: async (scene) => {
      const source = await scene.ports.files.exists(resolvePath(scene.ports.files.root, 'src/AgentOperatingSystem')) ? ['src/AgentOperatingSystem'] : ['function_app.py', 'azure_functions'];
      const answer = await command(scene, await pythonOf(scene), ['-m', 'pylint', ...source]);
      if (!answer) return noPython;
      const rating = Number(/rated at (-?[\d.]+)\/10/.exec(answer.output)?.[1] ?? Number.NaN);
      if (Number.isNaN(rating)) return withoutModule(answer) ?? failed(`pylint told no rating (exit code ${answer.exitCode}): ${tail(answer.output, 3)}`);
      return rating > 5 ? passed(`Rated at ${rating}/10.`, { rating }) : failed(`Rated at ${rating}/10; more than 5 is asked for.`, { rating });
    },
  },
  outdated('ops.monthly.python-updates'), outdated('ops.monthly.sdk-updates', /^azure-/i),
  {
    row: 'verify.agent.run', describe: () => 'Creates an agent in the virtual environment, starts it, reads its state and stops it.',
    run: async (scene) => {
      const answer = await command(scene, await pythonOf(scene), ['-c', agentScript]);
      if (!answer) return noPython;
      const state = /^state=(\w+)$/m.exec(answer.output)?.[1];
      const stopped = /^stopped$/m.test(answer.output);
      await remember(scene, 'agent-test', { exitCode: answer.exitCode, state: state ?? null, stopped });
      return { ...passed(`The script ended with ${answer.exitCode}${state === undefined ? '' : `, the agent was ${state}`}.`, { exitCode: answer.exitCode, state: state ?? null, stopped, output: tail(answer.output) }) };
    },
  },
  ...['verify.load.run', 'env-staging.tasks.load-test'].map((row): RowWork => ({
    row, describe: ({ view }) => `Sends requests of 10 users for 5 minutes to the main app of ${view.environment.name}, by locust.`, run: runLoad,
  })),
];

/** Asks the agent what it offers: older ones have no get_status. */
const agentScript = `
import asyncio
from AgentOperatingSystem.agents import LeadershipAgent

async def main():
    agent = LeadershipAgent(agent_id="test-agent", purpose="Deployment verification", adapter_name="general")
    await agent.initialize()
    asked = agent.get_status if hasattr(agent, "get_status") else agent.health_check
    status = await asked()
    print("state=" + str(status.get("state")))
    await agent.stop()
    print("stopped")

asyncio.run(main())
`;

async function runLoad(scene: WorkScene): Promise<Finding> {
  const { connection, scope } = await scene.connection();
  const site = (await connection.resources.listResources(scope, scene.signal)).filter(({ type, name }) => type.toLowerCase() === 'microsoft.web/sites' && !/mcp|realm/i.test(name))[0];
  const host = asString(asObject((site && await connection.resources.findResource(site.id, scene.signal))?.properties)['defaultHostName']);
  if (host === undefined) return failed('There is no main function app that could be asked.');
  const seconds = Number(scene.inputs['seconds'] ?? 300);
  const answer = await command(scene, await pythonOf(scene), ['-m', 'locust', '-f', 'locustfile.py', '--host', `https://${host}`, '--users', '10', '--spawn-rate', '1', '--run-time', `${seconds}s`, '--headless', '--only-summary', '--json']);
  if (!answer) return noPython;
  const results = parseList(answer.output).map(asObject);
  if (results.length === 0) return withoutModule(answer) ?? failed(`locust told no result (exit code ${answer.exitCode}): ${tail(answer.output, 3)}`);
  const sum = (name: string): number => results.reduce((total, one) => total + (typeof one[name] === 'number' ? one[name] : 0), 0);
  const [requests, failures] = [sum('num_requests'), sum('num_failures')];
  const averageMs = requests === 0 ? 0 : Math.round(sum('total_response_time') / requests);
  await remember(scene, 'load-test', { host, users: 10, seconds, requests, failures, averageMs });
  return requests > 0 ? passed(`${requests} requests in ${seconds} s, ${averageMs} ms on average, ${failures} failed.`, { requests, failures, averageMs }) : failed('No request was sent.');
}
