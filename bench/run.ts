import { readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import type { Bench, Measure } from './measure';

type Outcome = { readonly title: string; readonly measures: readonly Measure[]; readonly problem?: string };

/** Runs `bench/*.bench.ts`, all or those whose name contains one of the arguments. Writes `bench/REPORT.md` when all ran. */
async function main(names: readonly string[]): Promise<void> {
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.bench.ts')).sort().filter((file) => names.length === 0 || names.some((name) => file.includes(name)));
  const outcomes: Outcome[] = [];
  for (const file of files) {
    const outcome = await measure(((await import(path.join(__dirname, file))) as { default: Bench }).default);
    console.log(section(outcome));
    outcomes.push(outcome);
  }
  if (names.length === 0) writeFileSync(path.join(__dirname, 'REPORT.md'), report(outcomes));
}

async function measure(bench: Bench): Promise<Outcome> {
  try {
    return { title: bench.title, measures: await bench.measure() };
  } catch (error) {
    return { title: bench.title, measures: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

const report = (outcomes: readonly Outcome[]): string => `# Measured

Made by \`npm run bench\`. The ratio is measured ÷ promised: below 1 the promise is kept (above 1 where more is better).

Machine: ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 1024 ** 3)} GB, Node ${process.versions.node}, ${process.platform} ${process.arch}.

${outcomes.map(section).join('\n')}`;

const section = ({ title, measures, problem }: Outcome): string => `## ${title}

${problem ? `Not measured here: ${problem}\n` : table(measures)}`;

const table = (measures: readonly Measure[]): string => [
  '| Measure | Measured | Promised | Ratio | How |', '|---|---:|---:|---:|---|',
  ...measures.map(({ what, value, unit, bar, moreIsBetter, how }) => `| ${what} | ${number(value)} ${unit} | ${bar === undefined ? '' : `${moreIsBetter ? '>' : '<'} ${bar} ${unit}`} | ${bar === undefined ? '' : number(value / bar)} | ${how} |`), '',
].join('\n');

const number = (value: number): string => (Number.isInteger(value) ? String(value) : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

void main(process.argv.slice(2)).catch((error: unknown) => { console.error(error); process.exitCode = 1; });
