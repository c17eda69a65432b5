import { asObject, asString } from '../../../json';
import type { Check, Facts } from '../../api';
import { Decided } from '../../facts';
import { fileText, logs, metrics, records, resource, tool } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, numberOf, rollUpOf } from '../shared';
import { averageOf, valuesOf } from './shared';

const scenario = fileText('locustfile.py');
const version = tool('locust', '--version');
const compileScenario = tool('python3', '-m', 'py_compile', 'locustfile.py');
const results = records('load-test');
const recent = logs('appi', 'requests | where timestamp > ago(1d) and success == false | summarize failed = count() by bin(timestamp, 1m)', 'P1D');
const planUse = metrics('plan', { names: ['CpuPercentage', 'MemoryPercentage'], aggregation: 'Average', timespan: 'P1D', interval: 'PT5M' });
const highestAverageMs = 2_000;
const highestUse = 80;

export const loadChecks: readonly Check[] = [
  check('verify.load.tool', [version], (facts) => { const { exitCode, stdout } = facts.need(version); return exitCode === 0 ? pass(stdout.trim()) : fail(`locust --version ended with ${exitCode}.`); }),
  check('verify.load.scenario', [scenario, compileScenario], (facts) => {
    const text = facts.need(scenario);
    const built = facts.need(compileScenario);
    if (built.exitCode !== 0) return fail(`locustfile.py does not compile: ${(built.stderr || built.stdout).trim().split('\n').at(-1) ?? ''}`);
    const users = [...text.matchAll(/^class\s+(\w+)\s*\([^)]*User[^)]*\)\s*:/gm)].map(([, name]) => name);
    return users.length > 0 ? pass(`locustfile.py defines ${users.join(', ')}.`) : fail('locustfile.py defines no user class.');
  }, { binds: ['commit'] }),
  rollUpOf('verify.load.analyzed', ['verify.load.response-times', 'verify.load.no-errors', 'verify.load.utilization']),
  check('verify.load.response-times', [results], (facts, { profile }) => {
    const { at, averageMs, requests } = lastRun(facts);
    const limit = numberOf(profile, 'responseTimeMs', highestAverageMs);
    if (requests === 0) return fail(`The load run of ${at} sent no request.`);
    return averageMs <= limit ? pass(`${averageMs} ms on average over ${requests} requests, at ${at}.`) : fail(`${averageMs} ms on average over ${requests} requests, at ${at}; at most ${limit} is wanted.`);
  }, { binds: ['deployment'] }),
  check('verify.load.no-errors', [results, recent], (facts) => {
    const { at, failures, requests, seconds } = lastRun(facts);
    if (requests === 0) return fail(`The load run of ${at} sent no request.`);
    if (failures > 0) return fail(`${failures} of ${requests} requests of the load run of ${at} failed.`);
    const end = Date.parse(at);
    const failed = facts.need(recent).filter((one) => { const time = Date.parse(asString(one['timestamp']) ?? ''); return time >= end - seconds * 1_000 - 60_000 && time <= end; }).reduce((sum, one) => sum + Number(one['failed'] ?? 0), 0);
    return failed === 0 ? pass(`None of ${requests} requests failed, at ${at}.`) : fail(`The load run of ${at} saw no failure, but Application Insights counts ${failed} in its time.`);
  }, { binds: ['deployment'] }),
  check('verify.load.utilization', [results, resource('plan'), planUse], (facts) => {
    const { at, seconds } = lastRun(facts);
    const { name, sku } = facts.need(resource('plan'));
    if (/^Y1$/i.test(asString(sku?.['name']) ?? '')) return pass(`${name} is a consumption plan, which reports no use of CPU and memory.`);
    const [from, to] = [Date.parse(at) - seconds * 1_000 - 300_000, Date.parse(at)];
    const series = facts.need(planUse).map((one) => ({ ...one, points: one.points.filter((point) => Date.parse(point.at) >= from && Date.parse(point.at) <= to) }));
    const [cpu, memory] = ['CpuPercentage', 'MemoryPercentage'].map((metric) => averageOf(valuesOf(series, metric)));
    if (cpu === undefined || memory === undefined) return fail(`${name} reported no use of CPU or memory during the load run of ${at}.`);
    const told = `CPU ${cpu.toFixed(0)} %, memory ${memory.toFixed(0)} % during the load run of ${at}`;
    return cpu < highestUse && memory < highestUse ? pass(`${told}.`) : fail(`${told}; below ${highestUse} is wanted.`);
  }, { binds: ['deployment'] }),
];

/** The newest load run. @throws Decided `fail` when there is none. */
function lastRun(facts: Facts): { readonly at: string; readonly requests: number; readonly failures: number; readonly averageMs: number; readonly seconds: number } {
  const [last] = facts.need(results);
  if (!last) throw new Decided(fail('No load run was made yet.'));
  const value = asObject(last.value);
  return { at: last.at, requests: Number(value['requests'] ?? 0), failures: Number(value['failures'] ?? 0), averageMs: Number(value['averageMs'] ?? Number.POSITIVE_INFINITY), seconds: Number(value['seconds'] ?? 0) };
}
