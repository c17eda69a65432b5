import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFunctionApp } from '../../src/sandbox/dataPlanes/functionHost/functionApp';
import { readPython } from '../../src/sandbox/dataPlanes/functionHost/pythonLines';
import { matchesSql } from '../../src/sandbox/dataPlanes/serviceBus/filters';

const host = '{"version": "2.0"}';
const functionsOf = (sources: Record<string, string>): string[] => readFunctionApp({ sources: { 'host.json': host, ...sources }, files: Object.keys(sources) }, true).functions.map(({ name, bindings }) => `${name}: ${bindings.map(({ type }) => String(type)).join(' ')}`);

describe('reader of function apps', () => {
  it('finds functions of registered blueprints, and no others', () => {
    const main = 'import azure.functions as func\nfrom orders import bp\nfrom spare import other\napp = func.FunctionApp(http_auth_level=func.AuthLevel.ADMIN)\napp.register_functions(bp)\n';
    const module = (owner: string, name: string) => `import azure.functions as func\n${owner} = func.Blueprint()\n@${owner}.route(\n    route="${name}",  # the way\n    methods=[\n        "GET"])\nasync def ${name}(req):\n    return None\n`;
    assert.deepEqual(functionsOf({ 'function_app.py': main, 'orders.py': module('bp', 'order'), 'spare.py': module('other', 'nothing') }), ['order: httpTrigger http']);
  });

  it('finds functions of the older model', () => {
    assert.deepEqual(functionsOf({ 'ping/function.json': '{"bindings": [{"type": "httpTrigger", "authLevel": "anonymous"}]}', 'broken/function.json': '{' }), ['ping: httpTrigger']);
  });

  it('takes what is Python, however odd', () => {
    for (const source of ['match x:\n    case 1:\n        pass\n', 'x = """a\n  (b"""\n', 'if a: b = 1\n', 'class A: ...\n', "def f(a,\n  b):\n\treturn r'\\d'\n", '# (\n', 'x = [\n1,\n# ]\n]\n', 'try:\n  pass\nexcept* E:\n  pass\n', 'x: dict = {\n}\n']) assert.equal(readPython(source).problem, undefined, source);
  });

  it('refuses what no Python takes', () => {
    for (const source of ['def f()\n    pass\n', 'x = (1\n', 'x = 1)\n', "x = 'a\n", '"""', 'if a:\nb\n', '  x = 1\n', 'if a:\n    b\n  c\n', '<<<<<<< HEAD\n']) assert.notEqual(readPython(source).problem, undefined, source);
  });

  it('stands any text', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('@app.route(', 'def f():', '\n', '    ', '"""', "'", '(', ']', 'app = func.FunctionApp()', '\\', '@bp.timer_trigger(arg_name="t")', 'from . import x'))), (parts) => {
      readFunctionApp({ sources: { 'host.json': host, 'function_app.py': parts.join(''), 'a/function.json': parts.join('') }, files: [] }, false);
      matchesSql(parts.join(''), { system: {}, application: {} });
    }), { numRuns: 500 });
  });
});
