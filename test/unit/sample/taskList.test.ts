import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const lines = readFileSync(resolve(__dirname, '../../../samples/aos/DEPLOYMENT_TASKS.md'), 'utf8').split('\n');
const isItem = (line: string): boolean => /^ *- \[ \] \S/.test(line);

describe('the task list of the sample', () => {
  it('has 418 items in eight phases', () => {
    const phases: [string, number][] = [];
    for (const line of lines) {
      if (line.startsWith('## ')) phases.push([line.slice(3), 0]);
      const last = phases.at(-1);
      if (isItem(line) && last !== undefined) last[1] += 1;
    }
    assert.deepEqual(phases.filter(([, count]) => count > 0), [
      ['Preparation', 54], ['Infrastructure', 73], ['Applications', 39], ['Verification', 38],
      ['Production Readiness', 96], ['Operations', 52], ['Environments', 40], ['Emergency Rollback', 26],
    ]);
    assert.equal(phases.reduce((sum, [, count]) => sum + count, 0), 418);
  });

  it('puts every item under a section', () => {
    let section: string | undefined;
    for (const line of lines) {
      if (/^##+ /.test(line)) section = line.startsWith('### ') ? line : undefined;
      if (/^\*\*.+\*\*/.test(line)) section = line;
      if (isItem(line)) assert.notEqual(section, undefined, line);
    }
  });

  it('closes every code block that it opens', () => {
    const fences = lines.map((line) => /^( *)```(\w*)$/.exec(line)).filter((match) => match !== null);
    assert.equal(fences.length % 2, 0);
    fences.forEach((match, index) => assert.equal(match[2] === '', index % 2 === 1, `fence ${index}`));
  });

  it('links to headings that are there', () => {
    const headings = new Set(lines.filter((line) => line.startsWith('## ')).map((line) => line.slice(3).toLowerCase().replaceAll(' ', '-')));
    const links = lines.flatMap((line) => [...line.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1] ?? ''));
    assert.equal(links.length, 8);
    assert.deepEqual(links.filter((link) => !headings.has(link)), []);
  });
});
