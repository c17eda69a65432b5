import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WhatIfChange, WhatIfPropertyChange } from '../../../../src/core/ports/arm';
import { parseNoiseBaseline, parseResourceId, parseSnapshot, renderPlanMarkdown, renderPlanText } from '../../../../src/core/whatIf';
import { flattenChange } from '../../../../src/core/whatIf/flatten';
import { matchName } from '../../../../src/core/whatIf/namePatterns';
import { listTemplateResources } from '../../../../src/core/whatIf/templateResources';
import { valueAt } from '../../../../src/core/whatIf/propertyPath';
import { object, planOf } from './planFixtures';

const path = fc.oneof(fc.constantFrom('a', 'properties', '0', '12', 'x.y', 'tags[\'k\']', '[0]', ''), fc.string({ maxLength: 8 }));
const delta: fc.Arbitrary<WhatIfPropertyChange> = fc.letrec<{ one: WhatIfPropertyChange }>((tie) => ({
  one: fc.record({ path, propertyChangeType: fc.constantFrom('Create', 'Delete', 'Modify', 'Array', 'NoEffect'), before: fc.jsonValue(), after: fc.jsonValue(), children: fc.array(tie('one'), { maxLength: 3 }) }, { requiredKeys: ['path', 'propertyChangeType'] }) as fc.Arbitrary<WhatIfPropertyChange>,
})).one;
const anyChange = fc.record({
  resourceId: fc.oneof(fc.string(), fc.constant('/subscriptions/s/resourceGroups/r/providers/A.B/c/d')),
  changeType: fc.constantFrom('Create', 'Delete', 'Deploy', 'Ignore', 'Modify', 'NoChange', 'Unsupported', 'NoEffect'),
  before: fc.dictionary(fc.string(), fc.jsonValue()), after: fc.dictionary(fc.string(), fc.jsonValue()), delta: fc.array(delta, { maxLength: 4 }),
}, { requiredKeys: ['resourceId', 'changeType'] }) as fc.Arbitrary<WhatIfChange>;

describe('whatever a service answers', () => {
  it('becomes a plan that can be shown', () => {
    fc.assert(fc.property(fc.array(anyChange, { maxLength: 4 }), (changes) => {
      const plan = planOf(changes);
      assert.equal(plan.changes.length, changes.filter(({ changeType }) => changeType !== 'Unsupported').length);
      assert.ok(renderPlanText(plan).length > 0 && renderPlanMarkdown(plan).length <= 60_100);
    }), { numRuns: 400 });
  });

  it('is flattened to leaves, none of which is an array change', () => {
    fc.assert(fc.property(anyChange, (change) => { for (const { changeType } of flattenChange(change)) assert.ok(['Create', 'Delete', 'Modify', 'NoEffect'].includes(changeType)); }), { numRuns: 400 });
  });

  it('never makes a small parser throw', () => {
    fc.assert(fc.property(fc.string(), fc.jsonValue(), fc.string(), (text, value, other) => {
      parseResourceId(text); parseResourceId(`/subscriptions/${text}/providers/${other}`);
      parseSnapshot(text); parseSnapshot(JSON.stringify(value)); parseNoiseBaseline(text); parseNoiseBaseline(JSON.stringify(value));
      matchName(text, other); matchName(`[format('${text}', x)]`, other);
      valueAt(object(value), text);
      listTemplateResources(object({ resources: value }));
    }), { numRuns: 500 });
  });
});
