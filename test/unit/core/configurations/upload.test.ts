import assert from 'node:assert/strict';
import fc from 'fast-check';
import { blobNameOf, compareWithDeployed, parseConfiguration, parseRegistry, renderRegistry, uploadConfigurations, type Configuration, type UploadPorts } from '../../../../src/core/configurations';
import { DeployError } from '../../../../src/core/errors';
import type { Clock, ConfigurationBlobs, LedgerEntry, UploadLedger } from '../../../../src/core/ports';

/** A container in memory; `schedule` lets two writers interleave. */
class Container implements ConfigurationBlobs {
  readonly blobs = new Map<string, { text: string; etag: string }>();
  writes = 0;
  #version = 0;
  constructor(private readonly pause: () => Promise<void> = async () => undefined) {}
  async list(prefix: string) { await this.pause(); return [...this.blobs].filter(([name]) => name.startsWith(prefix)).sort().map(([name, { etag }]) => ({ name, etag })); }
  async find(name: string) { await this.pause(); const blob = this.blobs.get(name); return blob && { name, ...blob }; }
  async write(name: string, text: string, condition: { readonly etag: string } | 'absent') {
    await this.pause();
    if ((condition === 'absent' ? undefined : condition.etag) !== this.blobs.get(name)?.etag) return 'condition-failed' as const;
    const etag = `v${++this.#version}`;
    this.blobs.set(name, { text, etag });
    this.writes++;
    return { etag };
  }
  async delete(name: string, etag: string) { await this.pause(); if (this.blobs.get(name)?.etag !== etag) return 'condition-failed' as const; this.blobs.delete(name); return 'deleted' as const; }
  async createContainer() { await this.pause(); }
  async deleteContainer() { await this.pause(); this.blobs.clear(); }
  async copy(name: string, to: string, etag: string) { await this.pause(); const blob = this.blobs.get(name); if (blob?.etag !== etag) return 'condition-failed' as const; this.blobs.set(to, { text: blob.text, etag: `c${++this.#version}` }); return 'copied' as const; }
}

class Ledger implements UploadLedger {
  entries: Record<string, LedgerEntry> = {};
  async read() { return this.entries; }
  async record(_container: string, entries: Readonly<Record<string, LedgerEntry | undefined>>) {
    this.entries = Object.fromEntries(Object.entries({ ...this.entries, ...entries }).filter((entry): entry is [string, LedgerEntry] => entry[1] !== undefined));
  }
}

const clock = { now: () => new Date(0) } as Clock;
const agent = (id: string, purpose: string): Configuration => parseConfiguration('agent', `/w/agents/${id}.json`, JSON.stringify({ agent_id: id, purpose }));
const ports = (blobs: ConfigurationBlobs, ledger = new Ledger()): UploadPorts => ({ blobs, ledger, clock });
const upload = (to: UploadPorts, local: readonly Configuration[], options = {}) => uploadConfigurations(to, { kind: 'agent', container: 'c', local }, options);
const outcomes = async (to: UploadPorts, local: readonly Configuration[], options = {}) => Object.fromEntries((await upload(to, local, options)).map(({ id, outcome }) => [id, outcome]));

describe('Configurations of agents and servers', () => {
  it('travel only when they changed', async () => {
    const container = new Container();
    const to = ports(container);
    const all = Array.from({ length: 1000 }, (_, index) => agent(`a${index}`, 'p'));
    await upload(to, all);
    const edited = all.map((one, index) => (index % 100 === 0 ? agent(one.id, 'other') : one));
    const before = container.writes;
    await upload(to, edited);
    assert.deepEqual([before, container.writes - before], [1000, 10]);
  });

  it('are compared three ways', async () => {
    const container = new Container();
    const to = ports(container);
    await upload(to, ['same', 'mine', 'theirs', 'both', 'gone'].map((id) => agent(id, '1')));
    for (const id of ['theirs', 'both']) container.blobs.set(blobNameOf('agent', id), { text: agent(id, 'there').text, etag: `x-${id}` });
    container.blobs.delete(blobNameOf('agent', 'gone'));
    container.blobs.set('agents/foreign.json', { text: '{}', etag: 'f' });
    const local = [agent('same', '1'), agent('mine', '2'), agent('theirs', '1'), agent('both', '2'), agent('gone', '1'), agent('fresh', '1')];
    const compared = await compareWithDeployed(to, { kind: 'agent', container: 'c', local });
    assert.deepEqual(Object.fromEntries(compared.map(({ id, state }) => [id, state])), { both: 'conflict', foreign: 'only-there', fresh: 'new', gone: 'deleted-there', mine: 'changed-here', same: 'in-sync', theirs: 'changed-there' });
    assert.deepEqual(await outcomes(to, local, { dryRun: true }), { both: 'conflict', foreign: 'only-there', fresh: 'would-upload', gone: 'conflict', mine: 'would-upload', same: 'in-sync', theirs: 'kept-theirs' });
    assert.deepEqual(await outcomes(to, local, { prune: true, overwrite: { both: 'x-both', theirs: 'stale' } }), { both: 'uploaded', foreign: 'deleted', fresh: 'uploaded', gone: 'conflict', mine: 'uploaded', same: 'in-sync', theirs: 'kept-theirs' });
  });

  it('of two people uploading at once are never lost: each change is there or was reported', async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(3)), { minLength: 1, maxLength: 6 }), fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(3)), { minLength: 1, maxLength: 6 }), async (scheduler, first, second) => {
      const container = new Container(() => scheduler.schedule(Promise.resolve()));
      const editsOf = (edits: readonly (readonly [string, number])[], who: string) => [...new Map(edits.map(([id, value]) => [id, agent(id, `${who}${value}`)])).values()];
      const people = [editsOf(first, 'x'), editsOf(second, 'y')].map((local) => ({ local, to: ports(container) }));
      const results = await scheduler.waitFor(Promise.all(people.map(({ local, to }) => upload(to, local, { concurrency: 2 }))));
      people.forEach(({ local }, index) => {
        for (const configuration of local) {
          const outcome = results[index]!.find((result) => result.id === configuration.id)!.outcome;
          const live = container.blobs.get(blobNameOf('agent', configuration.id))!.text;
          if (outcome === 'uploaded' || outcome === 'in-sync') assert.equal(live, configuration.text);
          else assert.equal(outcome, 'conflict');
        }
      });
    }), { numRuns: 500 });
  });

  it('killed at any write go on and end where an undisturbed upload ends', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(9), async (killAt) => {
      const local = Array.from({ length: 8 }, (_, index) => agent(`a${index}`, 'p'));
      const container = new Container();
      const ledger = new Ledger();
      const record = ledger.record.bind(ledger);
      let left = killAt;
      ledger.record = async (...args) => { if (left-- === 0) throw new Error('killed'); return record(...args); };
      await upload(ports(container, ledger), local, { concurrency: 1 }).catch((error: Error) => assert.equal(error.message, 'killed'));
      ledger.record = record;
      await upload(ports(container, ledger), local);
      assert.equal(container.writes, 8);
      assert.deepEqual(Object.keys(ledger.entries).length, 8);
    }));
  });

  it('are refused with the file and the cause', () => {
    const code = (act: () => unknown) => { try { act(); return 'accepted'; } catch (error) { assert.ok(error instanceof DeployError && error.message.includes('/w/x.json')); return error.code; } };
    const parse = (text: string) => () => parseConfiguration('agent', '/w/x.json', text);
    assert.deepEqual(['{', '[]', '{}', '{"agent_id":"../x"}', '{"agent_id":"ok"}'].map((text) => code(parse(text))), ['Configuration.NotJson', 'Configuration.NotAnObject', 'Configuration.NoId', 'Configuration.BadId', 'accepted']);
    fc.assert(fc.property(fc.string(), (text) => { code(parse(text)); }));
  });

  it('with one id in two files are not uploaded', async () => {
    await assert.rejects(upload(ports(new Container()), [agent('a', '1'), { ...agent('A', '2'), file: '/w/b.json' }]), (error) => error instanceof DeployError && error.code === 'Configuration.Duplicate' && error.message.includes('/w/b.json'));
  });

  it('turn into a registry and back, whatever their order', () => {
    const list = [agent('b', '1'), agent('a', '2')];
    assert.equal(renderRegistry('agent', list), renderRegistry('agent', [...list].reverse()));
    assert.deepEqual(parseRegistry('agent', '/r.json', renderRegistry('agent', list)).map((one) => [one.id, one.contentHash]), [...list].reverse().map((one) => [one.id, one.contentHash]));
  });
});
