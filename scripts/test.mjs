// npm test [-- SUITE…]: everything, or the named suites. The last line sums up: "N passed, N failed".
import { mkdirSync, writeFileSync } from 'node:fs';
import { main } from './lib/main.mjs';
import { inRoot } from './lib/paths.mjs';
import { setUp } from './lib/setup.mjs';
import { suites } from './lib/suites.mjs';

/** Without a choice, every suite that an ordinary machine can run. */
function choose(names) {
  const unknown = names.filter((name) => !suites[name.split(':')[0]]);
  if (unknown.length > 0) throw Object.assign(new Error(`There is no suite "${unknown[0]}"; there are ${Object.keys(suites).join(', ')}.`), { exitCode: 2 });
  if (names.length > 0) return names.map((name) => [name, suites[name.split(':')[0]]]);
  return Object.entries(suites).filter(([, suite]) => !suite.onRequest);
}

/** A suite that cannot run is one failure, with the reason. `name:part` runs one part of a suite. */
async function runSuite(name, { title, needs, run }) {
  console.log(`\n━━ ${title}`);
  const startedAt = Date.now();
  try {
    return { results: await run(await setUp(needs), name.split(':')[1]), startedAt, endedAt: Date.now() };
  } catch (error) {
    console.log(`  ✗ could not run: ${error.message}`);
    return { results: [{ title: `${name} can run`, error: error.message }], startedAt, endedAt: Date.now() };
  }
}

function summarize(outcomes) {
  console.log('\n━━ Summary');
  const failures = outcomes.flatMap(({ name, results }) => results.filter(({ error }) => error).map((result) => ({ name, ...result })));
  for (const { name, title, error } of failures) console.log(`  ✗ ${name}: ${title}\n${String(error).split('\n').slice(0, 6).join('\n').replace(/^/gm, '      ')}`);
  for (const { name, results, startedAt, endedAt } of outcomes) console.log(`  ${name.padEnd(12)} ${count(results, false)} passed, ${count(results, true)} failed  (${Math.round((endedAt - startedAt) / 1000)} s)`);
  const all = outcomes.flatMap(({ results }) => results);
  mkdirSync(inRoot('out'), { recursive: true });
  writeFileSync(inRoot('out', 'test-results.json'), JSON.stringify(outcomes, null, 1));
  if (failures.length > 0) process.exitCode = 1;
  console.log(`${count(all, false)} passed, ${failures.length} failed`);
}

const count = (results, failed) => results.filter(({ error, skipped }) => !skipped && Boolean(error) === failed).length;

await main(async () => {
  const chosen = choose(process.argv.slice(2));
  const outcomes = [];
  for (const [name, suite] of chosen) outcomes.push({ name, ...await runSuite(name, suite) });
  summarize(outcomes);
});
