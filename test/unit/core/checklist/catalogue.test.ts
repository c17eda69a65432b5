import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import schema from '../../../../syntaxes/schemas/checklist.schema.json';
import { loadCatalogue, type Catalogue, type ItemKind } from '../../../../src/core/checklist';
import { itemWordings } from '../../../../src/core/checklist/catalogue.generated';

const folder = path.resolve('src/core/checklist/catalogue');
const read = (name: string): unknown => parse(readFileSync(path.join(folder, `${name}.yaml`), 'utf8'));

describe('the catalogue of the checklist', () => {
  let catalogue: Catalogue;
  before(async () => { catalogue = await loadCatalogue(); });

  it('has 418 items: 313 measured, 52 run, 53 attested', () => {
    const count = (kind: ItemKind): number => catalogue.items.filter((item) => item.kind === kind).length;
    assert.deepEqual([catalogue.items.length, count('auto'), count('action'), count('attest')], [418, 313, 52, 53]);
    assert.equal(new Set(catalogue.items.map(({ id }) => id)).size, 418);
  });

  it('follows its schema, and the product carries the YAML files', () => {
    const check = new Ajv({ strict: false }).compile(schema);
    for (const phase of catalogue.phases) {
      const file = read(phase.phase);
      assert.ok(check(file), `${phase.phase}: ${JSON.stringify(check.errors)}`);
      assert.deepEqual(phase, file);
    }
    assert.deepEqual(itemWordings, read('wordings'));
  });

  it('words and orders the items as the task list of the sample does', () => {
    const list = readFileSync(path.resolve('samples/aos/DEPLOYMENT_TASKS.md'), 'utf8');
    assert.deepEqual(catalogue.items.map(({ title }) => title), [...list.matchAll(/^ *- \[ \] (.+)$/gm)].map((match) => match[1]));
  });

  it('rolls up items that are there, never around in a circle', () => {
    const visit = (id: string, above: readonly string[]): void => {
      assert.ok(!above.includes(id), [...above, id].join(' > '));
      const item = catalogue.find(id);
      assert.ok(item, id);
      for (const child of item.rollUp ?? []) visit(child, [...above, id]);
    };
    for (const { id } of catalogue.items) visit(id, []);
  });

  it('starts every ID with its phase, and every alternative has two branches', () => {
    assert.deepEqual(catalogue.items.filter(({ id, phase }) => !id.startsWith(`${phase}.`)), []);
    const branches = new Map<string, Set<string>>();
    for (const { branch } of catalogue.items) {
      const [alternative, name] = branch?.split('/') ?? [];
      if (alternative !== undefined && name !== undefined) branches.set(alternative, (branches.get(alternative) ?? new Set()).add(name));
    }
    assert.deepEqual([...branches].map(([name, { size }]) => [name, size]), [['deployment', 2], ['publishing', 2], ['secrets', 2]]);
  });
});
