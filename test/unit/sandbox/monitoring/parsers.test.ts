import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ArmError } from '../../../../src/sandbox/armError';
import { isoDurationMs, parseTimespan } from '../../../../src/sandbox/monitoring/logs/timespan';
import { parseDimensionFilter } from '../../../../src/sandbox/monitoring/metrics/filter';
import { durationMs, rowsOf } from '../../../../src/sandbox/monitoring/telemetry/convert';
import { readEnvelopes, TrackError } from '../../../../src/sandbox/monitoring/telemetry/envelope';
import { storageApi } from '../../../../src/sandbox/monitoring/storageApi';

const now = new Date('2024-06-02T10:00:00Z');

describe('what monitoring reads', () => {
  it('spans of time', () => {
    assert.deepEqual(['PT1H', 'P1D', 'P1DT2H30M', 'PT0.5S', 'P1W', 'P', 'PT', '1H', 'P1X'].map(isoDurationMs), [3_600_000, 86_400_000, 95_400_000, 500, 604_800_000, undefined, undefined, undefined, undefined]);
    const of = (text: string): string | undefined => { const found = parseTimespan(text, now); return found && `${new Date(found.from).toISOString()} ${new Date(found.to).toISOString()}`; };
    assert.equal(of('PT1H'), '2024-06-02T09:00:00.000Z 2024-06-02T10:00:00.000Z');
    assert.equal(of('2024-06-01T00:00:00Z/PT2H'), '2024-06-01T00:00:00.000Z 2024-06-01T02:00:00.000Z');
    assert.equal(of('PT2H/2024-06-01T02:00:00Z'), '2024-06-01T00:00:00.000Z 2024-06-01T02:00:00.000Z');
    assert.equal(of('2024-06-01/2024-06-02'), '2024-06-01T00:00:00.000Z 2024-06-02T00:00:00.000Z');
    assert.equal(of('2026-11-23T09%3A52%3A52.480681%2F2026-11-23T10%3A52%3A52.480681'), '2026-11-23T09:52:52.480Z 2026-11-23T10:52:52.480Z');
    for (const text of ['', 'x', '2024-06-02/2024-06-01', 'PT1H/PT2H', 'a/b/c']) assert.equal(of(text), undefined, text);
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^P?[0-9TYMDHS/.-]{0,20}$/)), (text) => { const found = parseTimespan(text, now); assert.ok(found === undefined || found.to >= found.from); }));
  });

  it('filters over dimensions, by all of their operators', () => {
    const wants = (filter: string, dimensions: Record<string, string>): boolean => parseDimensionFilter(filter).wants(dimensions);
    assert.deepEqual(parseDimensionFilter("A eq '*' and B eq 'x' or B eq 'y'").names, ['A', 'B']);
    assert.deepEqual([wants("A eq 'X'", { A: 'x' }), wants("a ne 'x'", { A: 'x' }), wants("A sw 'ab'", { A: 'Abc' }), wants("A eq 'x' and (B eq '1' or B eq '2')", { A: 'x', B: '2' }), wants("A eq 'it''s'", { A: "it's" }), wants("A eq 'x'", {})], [true, false, true, true, true, false]);
    const joined = "A eq 'a' and B eq 'x' or B eq 'y' and C eq '*'";
    assert.deepEqual([{ A: 'a', B: 'y', C: '1' }, { A: 'a', B: 'x', C: '1' }, { A: 'b', B: 'y', C: '1' }, { A: 'a', B: 'z', C: '1' }].map((dimensions) => wants(joined, dimensions)), [true, true, false, false]);
    for (const text of ["A eq 'x' or B eq 'y'", "A eq 'x' and (B eq '*' or A eq 'y')", "A eq", "A like 'x'", "'A' eq 'x'", "A eq 'x' and", "(A eq 'x'", "A eq 'x' B eq 'y'", "A eq 'x"]) assert.throws(() => parseDimensionFilter(text), ArmError, text);
    const words = fc.constantFrom('A', 'eq', 'ne', 'sw', "'x'", "'*'", 'and', 'or', '(', ')', "'", '__proto__');
    fc.assert(fc.property(fc.oneof(fc.string(), fc.array(words, { maxLength: 15 }).map((list) => list.join(' '))), (text) => {
      try { parseDimensionFilter(text).wants({ A: 'x' }); } catch (error) { assert.ok(error instanceof ArmError, String(error)); }
    }));
    assert.throws(() => parseDimensionFilter('('.repeat(5000)), ArmError);
  });

  it('durations of telemetry', () => { assert.deepEqual(['00:00:00.1234567', '1.02:03:04', '00:10:00', 'x', ''].map(durationMs), [123.4567, 93_784_000, 600_000, 0, 0]); });

  it('any body and any item, and refuses without failing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(undefined, 'gzip', 'deflate', 'br', 'identity'), (bytes, encoding) => {
      try { readEnvelopes(Buffer.from(bytes), encoding); } catch (error) { assert.ok(error instanceof TrackError, String(error)); }
    }));
    const json = fc.jsonValue({ maxDepth: 3 });
    const field = fc.constantFrom('name', 'time', 'iKey', 'tags', 'data', 'baseType', 'baseData', 'exceptions', 'metrics', 'sampleRate', 'duration', '__proto__');
    const types = fc.constantFrom('RequestData', 'RemoteDependencyData', 'MessageData', 'ExceptionData', 'EventData', 'MetricData', 'AvailabilityData', 'PageViewData', 'PageViewPerfData', 'Other', 'constructor');
    fc.assert(fc.property(fc.dictionary(field, json), types, fc.dictionary(fc.constantFrom('id', 'name', 'message', 'duration', 'success', 'exceptions', 'metrics', 'severityLevel', 'properties', 'count', 'min'), json), (more, baseType, baseData) => {
      const envelope = { time: now.toISOString(), ...more, data: { baseType, baseData } };
      const [sent] = readEnvelopes(gzipSync(JSON.stringify(envelope)), 'gzip');
      assert.ok(sent && 'envelope' in sent);
      const rows = rowsOf(sent.envelope, now);
      if (typeof rows !== 'string') for (const row of rows) assert.ok(Number.isFinite(row.at) && Number(row.values['itemCount']) >= 1);
    }), { numRuns: 500 });
  });

  it('names of storage operations, for any address', () => {
    const name = (service: 'blob' | 'queue' | 'table', method: string, path: string): string => storageApi({ service, method, path, headers: {} }).name;
    assert.deepEqual([name('blob', 'GET', '/a/c/b'), name('blob', 'GET', '/a/c?restype=container&comp=list'), name('blob', 'PUT', '/a/c/b?comp=block'), name('queue', 'GET', '/a/q/messages?peekonly=true'), name('table', 'POST', '/a/Tables'), name('table', 'PATCH', "/a/t(PartitionKey='x',RowKey='y')")], ['GetBlob', 'ListBlobs', 'PutBlock', 'PeekMessages', 'CreateTable', 'MergeEntity']);
    fc.assert(fc.property(fc.constantFrom('blob', 'queue', 'table'), fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'MERGE'), fc.webPath(), (service, method, path) => { assert.match(name(service as 'blob', method, `/account${path}`), /^[A-Z]\w+$/); }));
  });
});
