import { asObject, asString } from '../../../json';
import type { Check, Facts, Verdict } from '../../api';
import { records } from '../../queries';
import { fail, pass } from '../../verdict';
import { check } from '../shared';

const testRuns = records('test-run');
const published = records('publish');

export const testChecks: readonly Check[] = [
  check('verify.tests.integration-pass', [testRuns, published], (facts) => decideSuite(facts, 'integration', newestPublishing(facts)), { binds: ['commit', 'deployment'] }),
  check('verify.tests.functions-pass', [testRuns], (facts) => decideSuite(facts, 'functions'), { binds: ['commit'] }),
  check('verify.agent.pass', [records('agent-test')], (facts) => {
    const [last] = facts.need(records('agent-test'));
    if (!last) return fail('The agent test has not run yet.');
    const { exitCode, state, stopped } = asObject(last.value);
    if (exitCode !== 0) return fail(`The agent test of ${last.at} ended with ${String(exitCode)}.`);
    if (state !== 'initialized') return fail(`The agent of the test of ${last.at} was ${asString(state) ?? 'in no state'}, not initialized.`);
    return stopped === true ? pass(`The agent was initialized and stopped, at ${last.at}.`) : fail(`The agent of the test of ${last.at} did not stop.`);
  }, { binds: ['commit'] }),
  check('verify.bus.pass', [records('bus-test')], (facts) => {
    const [last] = facts.need(records('bus-test'));
    if (!last) return fail('No test message was sent yet.');
    const { messageId, arrived, deadLettersBefore, deadLettersAfter } = asObject(last.value);
    if (deadLettersAfter !== deadLettersBefore) return fail(`The message ${asString(messageId)} of ${last.at}: dead letters went from ${String(deadLettersBefore)} to ${String(deadLettersAfter)}.`);
    return arrived === 'seen' || arrived === 'gone' ? pass(`The message ${asString(messageId)} of ${last.at} was ${arrived === 'seen' ? 'received' : 'taken by the app'}.`) : fail(`The message ${asString(messageId)} of ${last.at} was not seen again.`);
  }),
  check('verify.storage.pass', [records('storage-test')], (facts) => {
    const [last] = facts.need(records('storage-test'));
    if (!last) return fail('No test blob was written yet.');
    const { container, name, uploaded, downloaded } = asObject(last.value);
    const blob = `${asString(container)}/${asString(name)} of ${last.at}`;
    return uploaded === downloaded && typeof uploaded === 'string' ? pass(`${blob} came back as it was written.`) : fail(`${blob} came back otherwise than it was written.`);
  }),
];

const newestPublishing = (facts: Facts): string | undefined => facts.need(published)[0]?.at;

function decideSuite(facts: Facts, suite: string, notBefore?: string): Verdict {
  const last = facts.need(testRuns).find(({ value }) => asObject(value)['suite'] === suite);
  if (!last) return fail(`The ${suite} suite has not run yet.`);
  const { exitCode, tests, failures, errors } = asObject(last.value);
  if (exitCode !== 0 || failures !== 0 || errors !== 0 || !(Number(tests) > 0)) return fail(`The ${suite} suite of ${last.at} ended with ${String(exitCode)}: ${String(tests)} tests, ${String(failures)} failed, ${String(errors)} errors.`);
  if (notBefore !== undefined && last.at < notBefore) return fail(`The ${suite} suite ran at ${last.at}, before the apps were published at ${notBefore}.`);
  return pass(`${String(tests)} tests of the ${suite} suite passed, at ${last.at}.`);
}
