import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a tool says when all is well, and when something is wrong; `bad` comes with its exit code. */
interface Answer { readonly to: string; readonly good: string; readonly bad: readonly [output: string, exitCode: number] }

const inspected = JSON.stringify({ name: 'agent-operating-system-sample', installed: true, editable: true, here: true, missing: [] });
const load = (failures: number): string => JSON.stringify([{ name: '/api/health', num_requests: 900, num_failures: failures, total_response_time: 90_000 }]);
const outdated = JSON.stringify([{ name: 'azure-core', version: '1.30.0', latest_version: '1.32.0' }, { name: 'pytest', version: '8.0.0', latest_version: '8.3.0' }]);

/** A Python with pytest, build, pylint and locust, in their words and with their exit codes. */
const python: readonly Answer[] = [
  { to: '--version', good: 'Python 3.11.7', bad: ['Python 3.7.1', 0] },
  { to: '-m pytest', good: 'tests/test_agents.py::test_starts PASSED\n============================== 12 passed in 0.50s ==============================', bad: ['tests/test_agents.py::test_starts FAILED\n========================= 2 failed, 10 passed in 0.61s =========================', 1] },
  { to: '-m build', good: 'Successfully built sample-3.0.0.tar.gz and sample-3.0.0-py3-none-any.whl', bad: ['ERROR Backend subprocess exited when trying to invoke build_wheel', 1] },
  { to: '-m pylint', good: 'Your code has been rated at 9.10/10', bad: ['function_app.py:1:0: E0401: Unable to import\nYour code has been rated at 3.20/10', 22] },
  { to: '-m pip list', good: outdated, bad: ['ERROR: Could not reach the index', 1] },
  { to: '-m pip check', good: 'No broken requirements found.', bad: ['azure-functions 1.20 requires azure-core, which is not installed.', 1] },
  { to: '-m locust', good: load(0), bad: ['locust: error: Could not find any locustfile', 1] },
  { to: 'LeadershipAgent', good: 'state=initialized\nstopped', bad: ['ModuleNotFoundError: No module named AgentOperatingSystem.agents', 1] },
  { to: 'py_compile', good: '', bad: ['SyntaxError: invalid syntax', 1] },
];
const workstation: Readonly<Record<string, readonly Answer[]>> = {
  az: [{ to: 'version', good: JSON.stringify({ 'azure-cli': '2.80.0' }), bad: ['', 1] }, { to: 'account show', good: JSON.stringify({ id: 'elsewhere', tenantId: 'elsewhere' }), bad: ['Please run az login', 1] }],
  func: [{ to: '--version', good: '4.0.5907', bad: ['', 1] }], locust: [{ to: '--version', good: 'locust 2.32', bad: ['', 1] }],
};

/** Tools that stand in for those that no package source of the tests has; each is a real process. */
export class ScriptedTools {
  private constructor(private readonly switchFile: string, /** Folder for PATH; empty where only the workspace's Python is scripted. */ readonly folder: string) {}

  /** Puts a scripted Python into `venv` of a workspace. */
  static inWorkspace(root: string): ScriptedTools {
    const bin = path.join(root, 'venv', 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(root, 'venv', 'pyvenv.cfg'), 'version = 3.11.7\n');
    const tools = new ScriptedTools(path.join(root, 'venv', 'bad'), '');
    tools.write(path.join(bin, 'python'), [...python, { to: '-c', good: inspected, bad: ['', 1] }]);
    return tools;
  }

  /** As on a workstation that has everything: `az`, `func`, `locust` and a current `python3`, which is the real one but for its version. */
  static onPath(folder: string): ScriptedTools {
    mkdirSync(folder, { recursive: true });
    const tools = new ScriptedTools(path.join(folder, 'bad'), folder);
    for (const [name, answers] of Object.entries(workstation)) tools.write(path.join(folder, name), answers);
    const real = realPython();
    tools.write(path.join(folder, 'python3'), [python[0]!], real === undefined ? undefined : `exec '${real}' "$@"`);
    return tools;
  }

  /** From now on everything goes wrong, or well again. */
  break(isBroken: boolean): void { if (isBroken) writeFileSync(this.switchFile, ''); else rmSync(this.switchFile, { force: true }); }

  private write(file: string, answers: readonly Answer[], otherwise = 'echo "not scripted: $*" >&2; exit 64'): void {
    if (existsSync(file)) throw new Error(`${file} is there already.`);
    const cases = answers.map(({ to, good, bad: [output, exitCode] }) => `  *'${to}'*) if [ -e '${this.switchFile}' ]; then printf '%s\\n' ${quote(output)}; exit ${exitCode}; fi; printf '%s\\n' ${quote(good)}; exit 0;;`);
    writeFileSync(file, ['#!/bin/sh', 'case "$*" in', ...cases, 'esac', otherwise, ''].join('\n'));
    chmodSync(file, 0o755);
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function realPython(): string | undefined {
  try { return execFileSync('sh', ['-c', 'command -v python3'], { encoding: 'utf8' }).trim(); } catch { return undefined; }
}
