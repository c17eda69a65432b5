import type { ChecklistDocument, ItemDocument } from './document';

/**
 * The checklist as JUnit XML: a suite for each section; what fails is a failure, what is unknown or stale an error, what does not apply is skipped.
 * It has the attributes that Surefire's schema wants, and none that Jenkins' does not know: the root has no count of what is skipped.
 */
export function renderJunit({ environment, at, items }: ChecklistDocument): string {
  const suites = new Map<string, ItemDocument[]>();
  for (const item of items) { const name = `${item.phase}: ${item.section}`; suites.set(name, [...(suites.get(name) ?? []), item]); }
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="AOS checklist of ${escape(environment)}" time="0" ${failedOf(items)}>`, ...[...suites].map(([name, members]) => suite(name, members, at)), '</testsuites>', ''].join('\n');
}

function suite(name: string, items: readonly ItemDocument[], at: string): string {
  return [`  <testsuite name="${escape(name)}" timestamp="${escape(at.slice(0, 19))}" time="0" ${counts(items)}>`, ...items.map(testCase), '  </testsuite>'].join('\n');
}

function testCase({ id, title, state, reason = '' }: ItemDocument): string {
  const open = `    <testcase classname="${escape(id.split('.').slice(0, -1).join('.'))}" name="${escape(`${id}: ${title}`)}" time="0"`;
  switch (state) {
    case 'pass': return `${open}/>`;
    case 'warn': return `${open}><system-out>${escape(`Warning: ${reason}`)}</system-out></testcase>`;
    case 'fail': return `${open}><failure type="fail" message="${escape(reason)}"/></testcase>`;
    case 'n/a': return `${open}><skipped message="${escape(reason)}"/></testcase>`;
    default: return `${open}><error type="${state}" message="${escape(reason)}"/></testcase>`;
  }
}

const count = (items: readonly ItemDocument[], ...states: readonly string[]): number => items.filter(({ state }) => states.includes(state)).length;
const failedOf = (items: readonly ItemDocument[]): string => `tests="${items.length}" failures="${count(items, 'fail')}" errors="${count(items, 'unknown', 'stale')}"`;
const counts = (items: readonly ItemDocument[]): string => `${failedOf(items)} skipped="${count(items, 'n/a')}"`;

/** Also without the characters that XML 1.0 cannot hold at all. */
const escape = (text: string): string => text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]|[\ud800-\udfff]/g, ' ').replace(/[&<>"]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[found] ?? found).replace(/\n/g, '&#10;');
