import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { maskSetting, mergeSettings, readDecoratedFunctions, readFunctionJson, readSettingNames, tabulateSettings } from '../../../../src/core/applications';

const sample = (name: string): string => readFileSync(path.join(__dirname, '../../../../samples/aos', name), 'utf8');
const names = (source: string) => readDecoratedFunctions('function_app.py', source).map(({ name, trigger, route, connection }) => [name, trigger, route, connection]);

describe('Functions of Python sources', () => {
  it('are those of the sample', () => {
    assert.deepEqual(names(sample('function_app.py')), [
      ['health', 'http', 'health', undefined], ['status', 'http', 'status', undefined], ['agents', 'http', 'agents', undefined], ['process_aos_request', 'service_bus_queue_trigger', undefined, 'AzureServiceBusConnectionString'],
      ['maintenance', 'timer_trigger', undefined, undefined], ['startup', 'timer_trigger', undefined, undefined],
    ]);
    assert.deepEqual(names(sample('azure_functions/RealmOfAgents/function_app.py')).map(([name]) => name), ['StartupTrigger', 'AgentEventHandler', 'AgentCommandHandler', 'HealthCheck', 'GetAgentStatus']);
  });

  it('are found through line breaks, comments, other texts and odd forms', () => {
    assert.deepEqual(names(`
"""
@app.route(route="in a text")
def none(): ...
"""
# @app.route()
NAME = 'constant'
@bp.function_name(
    name=NAME,  # a comment, with (a bracket
)
@bp.route("first", methods=[f"{x}", "a,b)"],
   auth_level=func.AuthLevel.ANONYMOUS)
async def x(req): return "@app.route('no')"
@app.schedule(schedule="* * * * *", arg_name="t")
def tick(t): pass
@functools.cache
def helper(): pass
@app.route
def bare(): pass
`), [['constant', 'http', 'first', undefined], ['tick', 'schedule', undefined, undefined]]);
  });

  it('are read from function.json as well', () => {
    assert.deepEqual(readFunctionJson('f/function.json', 'f', '{"bindings":[{"type":"httpTrigger","route":"r"},{"type":"http"}]}'), { name: 'f', file: 'f/function.json', trigger: 'http', route: 'r' });
    assert.equal(readFunctionJson('f/function.json', 'f', '{'), undefined);
  });

  it('stand any text', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('@app.route(', ')', '"', "'", '"""', '\\', '\n', '#', 'def f', '(', ',', '=', 'os.getenv(', 'os.environ[', ']', 'é', ' ')).map((parts) => parts.join('')), (text) => {
      readDecoratedFunctions('a.py', text);
      readSettingNames('a.py', text);
    }), { numRuns: 2000 });
    fc.assert(fc.property(fc.string(), (text) => { readDecoratedFunctions('a.py', text); readFunctionJson('a', 'a', text); }));
  });
});

describe('Settings', () => {
  it('that code reads are found, with whether it can do without', () => {
    const found = readSettingNames('a.py', `KEY = "BY_NAME"\nos.environ["NEEDED"]\nos.getenv('WITH', "default")\nos.environ.get("WITHOUT")\nos.getenv(KEY)\nos.getenv(computed)\n# os.getenv("NO")\n`);
    assert.deepEqual(found.map(({ name, isNeeded }) => [name, isNeeded]), [['NEEDED', true], ['WITH', false], ['WITHOUT', true], ['BY_NAME', true]]);
  });

  it('stand side by side, masked', () => {
    const rows = tabulateSettings({
      reads: [{ name: 'A', isNeeded: true, file: 'x' }, { name: 'B', isNeeded: true, file: 'x' }, { name: 'C', isNeeded: false, file: 'x' }], local: { A: 'secret' }, wanted: { AOS_LOG_LEVEL: 'INFO' },
      live: { A: 'secret', STRAY: 'secret', AzureWebJobsStorage: 'secret', AOS_LOG_LEVEL: 'DEBUG', R: '@Microsoft.KeyVault(VaultName=v;SecretName=s)' }, references: { R: 'SecretNotFound' },
    });
    assert.deepEqual(rows.map(({ name, state }) => [name, state]), [['A', 'ok'], ['AOS_LOG_LEVEL', 'differs'], ['AzureWebJobsStorage', 'ok'], ['B', 'missing'], ['C', 'ok'], ['R', 'reference-failing'], ['STRAY', 'unknown']]);
    assert.doesNotMatch(JSON.stringify(rows), /secret"/);
    assert.equal(maskSetting('TOKEN', ''), '(empty)');
  });

  it('are merged so that nothing else is lost, and undone', () => {
    const settings = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.string());
    fc.assert(fc.property(settings, fc.dictionary(fc.constantFrom('a', 'b', 'e'), fc.option(fc.string())), (live, changes) => {
      const { merged, undo } = mergeSettings(live, changes);
      for (const [name, value] of Object.entries(live)) if (!(name in changes)) assert.equal(merged[name], value);
      for (const [name, value] of Object.entries(changes)) assert.equal(merged[name] ?? null, value);
      assert.deepEqual({ ...mergeSettings(merged, undo).merged }, { ...live });
    }));
  });
});
