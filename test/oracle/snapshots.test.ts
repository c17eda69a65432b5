import assert from 'node:assert/strict';
import { evaluatePartially, parseTemplate, reduceExpression, TemplateError, type EvaluationContext, type JsonObject, type JsonValue, type Prediction } from '../../src/armTemplate/index';
import { generateTemplates } from './generateTemplates';
import { INTRICATE } from './intricateTemplates';
import differences from './knownDifferences.json';
import { CONTEXT, OfficialEngine } from './officialEngine';
import { AT_THE_LIMITS, OVER_THE_LIMITS, REFERENCES, REFUSED, REFUSED_BY_AZURE_ALONE, WRITTEN } from './writtenTemplates';

const SEED = Number(process.env.AOS_ORACLE_SEED ?? 42), RUNS = Number(process.env.AOS_ORACLE_RUNS ?? 12);

function contextOf(template: JsonObject): EvaluationContext {
  const { tenantId, subscriptionId, resourceGroup, location, deploymentName } = CONTEXT;
  const atSubscription = String(template.$schema).includes('subscriptionDeploymentTemplate');
  const scope: EvaluationContext['scope'] = atSubscription ? { kind: 'subscription', tenantId, subscriptionId } : { kind: 'resourceGroup', tenantId, subscriptionId, resourceGroup: { name: resourceGroup, location } };
  return { scope, deploymentName, deploymentLocation: location, now: new Date(0), newGuid: () => '', environment: {} };
}

/** Both reduce what remains to one form, so that the engine's unreduced branches compare. */
function normalise(value: JsonValue): JsonValue {
  if (typeof value === 'string' && value.startsWith('[') && value.endsWith(']')) return reduceText(value);
  if (Array.isArray(value)) return value.map(normalise);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, normalise(item)]));
}
function reduceText(text: string): JsonValue {
  try {
    const reduced = reduceExpression(text.slice(1, -1), { context: { ...contextOf({}), scope: { kind: 'tenant', tenantId: '' } }, place: 'resource' });
    return 'remains' in reduced ? `[${reduced.remains}]` : reduced.value;
  } catch (error) { if (error instanceof TemplateError) return text; throw error; }
}

const predict = (template: JsonObject): Prediction => evaluatePartially({ template: parseTemplate(template), parameters: {}, context: contextOf(template) });
function refusalOf(template: JsonObject): string {
  try { predict(template); } catch (error) { if (error instanceof TemplateError) return error.message; throw error; }
  return '';
}
/** The engine orders by dependencies, we by the template. The engine shows what remains of a condition inside the resource. */
const sorted = (resources: readonly JsonObject[]): JsonValue => resources.map(normalise).map((resource) => JSON.stringify(resource)).sort();
const ourResources = (prediction: Prediction): JsonObject[] => prediction.resources.map(({ id, body, conditionExpression }) => ({ ...(body.value as JsonObject), id, ...(conditionExpression ? { condition: conditionExpression } : {}) }));

async function compare(engine: OfficialEngine, template: JsonObject): Promise<void> {
  const official = await engine.snapshot(template), prediction = predict(template);
  assert.deepEqual(sorted(ourResources(prediction)), sorted(official.predictedResources));
  assert.deepEqual(normalise(Object.fromEntries(Object.entries(prediction.outputs).map(([name, { value }]) => [name, value.value]))), normalise(official.outputs));
}

describe('predictions, compared with snapshots of the official engine', () => {
  let engine: OfficialEngine;
  before(async () => { engine = await OfficialEngine.start(); });
  after(() => engine?.stop());

  for (const [name, template] of Object.entries({ ...WRITTEN, ...REFERENCES, ...INTRICATE })) it(`agree on ${name}`, () => compare(engine, template));

  it('agree on generated templates', async () => {
    for (const template of generateTemplates(SEED, RUNS * 4)) {
      try { await compare(engine, template); } catch (error) {
        const refused = error instanceof Error && !(error instanceof assert.AssertionError);
        if (refused && !(error instanceof TemplateError)) { assert.throws(() => predict(template), TemplateError, `The engine refuses: ${error.message}\n${JSON.stringify(template)}`); continue; }
        throw new Error(`${error instanceof Error ? error.message : String(error)}\n${JSON.stringify(template)}`);
      }
    }
  });

  for (const [name, template] of Object.entries(REFUSED)) {
    it(`both refuse ${name}`, async () => {
      await assert.rejects(engine.snapshot(template));
      assert.throws(() => predict(template), TemplateError);
    });
  }

  for (const [name, template] of Object.entries(OVER_THE_LIMITS)) {
    it(`both refuse too many ${name}, in the same words`, async () => {
      const words = /'(The number of template .*)'\.$/.exec(refusalOf(template))?.[1] ?? 'nothing';
      await assert.rejects(engine.snapshot(template), (error: Error) => error.message.includes(words));
    });
  }

  for (const [name, template] of Object.entries(AT_THE_LIMITS)) it(`both take the most ${name} that there may be`, () => compare(engine, template));

  for (const [name, template] of Object.entries(REFUSED_BY_AZURE_ALONE)) {
    it(`we refuse ${name}, as Azure does and snapshots do not`, async () => {
      await engine.snapshot(template);
      assert.throws(() => predict(template), TemplateError);
    });
  }

  for (const { name, template, reason } of differences.templates as unknown as readonly { name: string; template: JsonObject; reason: string }[]) {
    it(`still differ on ${name}: ${reason}`, () => assert.rejects(compare(engine, template), 'The difference is gone; take it off the list.'));
  }
});
