import { asObject, asString } from '../../../json';
import type { Check, Facts, Verdict } from '../../api';
import { fileText, tool } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, compareVersions, listed, parseJson, texts, versionIn } from '../shared';

const folders = ['venv', '.venv'];
const marks = folders.map((folder) => fileText(`${folder}/pyvenv.cfg`));
/** Where an interpreter is on each system. */
const interpreters = folders.flatMap((folder) => [`${folder}/bin/python`, `${folder}/Scripts/python.exe`]);
const versions = interpreters.map((one) => tool(one, '--version'));
const project = fileText('pyproject.toml');

/** Tells, as JSON, whether the project is installed as editable from here, and which requirements of its extra `full` and of its development are not met. */
const inspect = [
  'import importlib.metadata as m, json, os, re, sys',
  'from pip._vendor.packaging.requirements import Requirement',
  'name = (re.search(r"(?m)^\\s*name\\s*=\\s*[\\"\']([^\\"\']+)", open("pyproject.toml").read()) or [None, ""])[1]',
  'file = "requirements-dev.txt" if os.path.exists("requirements-dev.txt") else ""',
  'extras = ["full"] if file else ["full", "dev"]',
  'missing, seen = [], set()',
  'def look(r, extra):',
  '    q = Requirement(r)',
  '    if q.marker and not q.marker.evaluate({"extra": extra}): return',
  '    key = (q.name.lower(), tuple(sorted(q.extras)))',
  '    if key in seen: return',
  '    seen.add(key)',
  '    try: d = m.distribution(q.name)',
  '    except m.PackageNotFoundError: missing.append(str(q)); return',
  '    if q.specifier and not q.specifier.contains(d.version, prereleases=True): missing.append(str(q))',
  '    for e in q.extras:',
  '        for s in d.requires or []: look(s, e)',
  'try: d = m.distribution(name)',
  'except (m.PackageNotFoundError, ValueError): print(json.dumps({"name": name, "installed": False})); sys.exit()',
  'url = json.loads(d.read_text("direct_url.json") or "{}")',
  'place = url.get("url", "")',
  'for r in d.requires or []: look(r, "")',
  'for e in extras:',
  '    if e not in (d.metadata.get_all("Provides-Extra") or []): missing.append("extra " + e)',
  '    for r in d.requires or []: look(r, e)',
  'if file:',
  '    for line in open(file):',
  '        line = line.split("#")[0].strip()',
  '        if line and not line.startswith("-"): look(line, "")',
  'here = os.path.realpath(os.getcwd())',
  'print(json.dumps({"name": name, "installed": True, "editable": url.get("dir_info", {}).get("editable", False), "here": os.path.realpath(place[7:]) == here if place.startswith("file://") else False, "missing": missing}))',
].join('\n');

const inspections = interpreters.map((one) => tool(one, '-c', inspect));
const pipChecks = interpreters.map((one) => tool(one, '-m', 'pip', 'check'));

export const dependencyChecks: readonly Check[] = [
  check('pre.deps.venv', [...marks, ...versions], (facts) => {
    const found = folders.filter((_, index) => facts.find(marks[index]!) !== undefined);
    if (found.length === 0) return fail('There is neither venv nor .venv in the workspace.');
    const version = versionFound(facts);
    if (!version) return fail(`The interpreter of ${found.join(' and ')} does not run.`);
    return compareVersions(version, [3, 10, 0]) >= 0 ? pass(`${found.join(' and ')} runs Python ${version.join('.')}.`) : fail(`${found.join(' and ')} runs Python ${version.join('.')}; 3.10 is needed.`);
  }),
  check('pre.deps.installed', [project, ...versions, ...inspections, ...pipChecks], decideInstalled),
];

function versionFound(facts: Facts): readonly number[] | undefined {
  return versions.map((one) => facts.get(one)).map((fact) => (fact.state === 'answered' && fact.value.exitCode === 0 ? versionIn(fact.value.stdout + fact.value.stderr) : undefined)).find((one) => one !== undefined);
}

function decideInstalled(facts: Facts): Verdict {
  const index = versions.map((one) => facts.get(one)).findIndex((fact) => fact.state === 'answered' && fact.value.exitCode === 0);
  if (index < 0) return fail('There is no Python environment to look into.');
  facts.need(project);
  const { exitCode, stdout, stderr } = facts.need(inspections[index]!);
  const found = asObject(parseJson(stdout));
  if (exitCode !== 0) return fail(`The environment cannot be read: ${asString(stderr.trim().split('\n').at(-1)) ?? 'no reason was given'}.`);
  const name = asString(found['name']) || 'The project';
  if (found['installed'] !== true) return fail(`${name} is not installed in the environment.`);
  if (found['editable'] !== true || found['here'] !== true) return fail(`${name} is installed, but not as editable from this workspace.`);
  const missing = texts(found['missing']);
  if (missing.length > 0) return fail(`Not met: ${listed(missing)}.`);
  const checked = facts.need(pipChecks[index]!);
  return checked.exitCode === 0 ? pass(`${name} is installed from here with all that it needs.`) : fail(`pip check: ${listed(checked.stdout.trim().split('\n'), 3)}.`);
}
