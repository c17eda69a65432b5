import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import schema from '../../../../syntaxes/schemas/coach-rules.schema.json';
import { classifyError, explainError, listLeaves, parseErrorBody } from '../../../../src/core/coach';
import { coachRules } from '../../../../src/core/coach/rules.generated';
import { EnvironmentError, LogicError } from '../../../../src/core/errors';
import { cases } from './cases';

const group = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-aos-dev';
const idFor = (type: string): string => `${group}/providers/${type}/thing`;

describe('the rules of the coach', () => {
  for (const [id, bodies] of Object.entries(cases)) {
    for (const [index, [code, message, type]] of bodies.entries()) {
      it(`${id}${index > 0 ? ` (${index + 1})` : ''} is recognized inside a failed deployment`, () => {
        const target = type === undefined ? undefined : idFor(type);
        const body = { error: { code: 'DeploymentFailed', message: 'At least one resource deployment operation failed.', details: [{ code, message, ...(target && { target }) }] } };
        const [advice] = explainError(body, { resourceGroup: 'rg-aos-dev' });
        assert.equal(advice.ruleId, id);
        for (const text of [advice.cause, advice.nextStep, advice.command ?? 'none']) assert.ok(text.length > 3 && !/[{}]/.test(text), text);
        if (target && advice.cause.includes('thing')) assert.equal(advice.resourceId, target);
      });
    }
  }

  it('are at least 60, each with a case of its own', () => {
    assert.ok(coachRules.length >= 60);
    assert.deepEqual(coachRules.map(({ id }) => id).filter((id) => !(id in cases)), []);
    assert.equal(new Set(coachRules.map(({ id }) => id)).size, coachRules.length);
  });

  it('follow their schema, and the product carries the rules of the YAML file', () => {
    const rules: unknown = parse(readFileSync(path.resolve('src/core/coach/rules.yaml'), 'utf8'));
    const check = new Ajv({ strict: false, formats: { regex: (text: string) => { try { return new RegExp(text) !== undefined; } catch { return false; } } } }).compile(schema);
    assert.ok(check(rules), JSON.stringify(check.errors));
    assert.deepEqual(coachRules, rules);
  });
});

describe('the coach', () => {
  it('unwraps ARM\'s nesting and JSON inside messages, leaf first', () => {
    const inner = JSON.stringify({ error: { code: 'ResourceDeploymentFailure', message: 'outer', details: [{ code: 'VaultAlreadyExists', message: 'The vault name is already in use.' }] } });
    const body = { error: { code: 'DeploymentFailed', message: 'At least one failed.', details: [{ code: 'Conflict', message: inner, target: idFor('Microsoft.KeyVault/vaults') }] } };
    const [first, ...others] = explainError(body);
    assert.deepEqual([first.ruleId, first.error.code, first.resourceId, others.length], ['vault-name-taken', 'VaultAlreadyExists', idFor('Microsoft.KeyVault/vaults'), 0]);
    assert.match(first.cause, /^The Key Vault name thing/);
  });

  it('reads odd bodies: a list, errors ever further inside, one that broke off', () => {
    const known = (body: unknown): readonly (string | undefined)[] => explainError(body).map(({ ruleId }) => ruleId);
    assert.deepEqual(known([{ code: 'ScopeLocked', message: 'm' }, { error: { code: 'DeploymentActive', message: 'm' } }]), ['locked', 'deployment-active']);
    assert.deepEqual(known({ error: { code: 'BadRequest', message: 'm', details: null, innererror: { code: 'Outer', innererror: { code: 'ScopeLocked', message: 'm', innererror: { code: 'X' } } } } }), ['locked']);
    assert.deepEqual(known({ error: { code: 'ScopeLocked', message: 'm', details: [], innererror: null } }), ['locked']);
    assert.deepEqual(known({ Message: 'An error has occurred.', ExceptionMessage: 'There is not enough space on the disk.', ExceptionType: 'System.IO.IOException' }), ['kudu-disk-full']);
    assert.deepEqual(known('{"error":{"code":"DeploymentFailed","message":"At least one \\"x\\"","details":[{"code":"AuthorizationFailed","message":"The client \'a\' with object id \'b\' does not ha'), ['authorization-failed']);
    for (const body of ['', '{', '{"code":', '[', 'null', [], null, 5, {}, { error: {} }, { error: { code: null, message: null, details: 'none' } }]) assert.match(explainError(body)[0].nextStep, /^Look into the log/);
  });

  it('finds every object that a message hides, whatever stands around them, and codes of command lines', () => {
    const codesOf = (body: unknown): readonly string[] => explainError(body).map(({ error }) => error.code);
    const one = (code: string): string => JSON.stringify({ error: { code, message: 'm {not json}' } });
    assert.deepEqual(codesOf({ code: 'Conflict', message: `Tried {twice}: ${one('ScopeLocked')}, then ${one('SkuNotAvailable')} (see {docs}).` }), ['ScopeLocked', 'SkuNotAvailable']);
    assert.deepEqual(codesOf({ code: 'BadRequest', message: JSON.stringify([{ code: 'ScopeLocked', message: 'm' }, { code: 'PrincipalNotFound', message: 'm' }]) }), ['ScopeLocked', 'PrincipalNotFound']);
    assert.deepEqual(codesOf({ code: 'BadRequest', message: JSON.stringify({ error: { code: 'A', message: JSON.stringify({ error: { code: 'B', message: one('ScopeLocked') } }) } }) }), ['ScopeLocked']);
    assert.deepEqual(codesOf(`Refused: ${one('ScopeLocked').replaceAll('"', '\\"')}`), ['ScopeLocked']);
    assert.deepEqual(codesOf('ERROR: (ResourceGroupNotFound) Resource group x could not be found.\nCode: ResourceGroupNotFound'), ['ResourceGroupNotFound']);
    assert.deepEqual(codesOf('ERROR: AADSTS700082: The refresh token has expired.\nTrace ID: 1'), ['AADSTS700082']);
  });

  it('tells an error of App Service once, although it is listed three times', () => {
    const said = { code: 'Unauthorized', message: 'Operation cannot be completed without additional quota. \r\nCurrent Limit (ElasticPremium VMs): 0 \r\nCurrent Usage: 0' };
    const listed = { Code: said.code, Message: said.message, Target: null, Details: [{ Message: said.message }, { Code: said.code }, { ErrorEntity: { ExtendedCode: '52039', Parameters: [], Code: said.code, Message: said.message } }], Innererror: null };
    assert.deepEqual(explainError({ error: { code: 'DeploymentFailed', message: 'x', details: [{ code: said.code, message: JSON.stringify(listed) }] } }).map(({ ruleId, error }) => [ruleId, error.code, error.message]), [['plan-quota', said.code, said.message]]);
  });

  it('takes who lacks which right where from the refusal into the command', () => {
    const [advice] = explainError({ error: { code: 'AuthorizationFailed', message: `The client 'me@x' with object id '00000000-0000-0000-0000-000000000007' does not have authorization to perform action 'Microsoft.Storage/storageAccounts/write' over scope '${group}' or the scope is invalid.` } });
    assert.match(advice.cause, /lacks Microsoft\.Storage\/storageAccounts\/write at \/subscriptions/);
    assert.equal(advice.command, `az role assignment list --assignee 00000000-0000-0000-0000-000000000007 --scope ${group} --include-inherited --output table`);
    const [bare] = explainError({ error: { code: 'AuthorizationFailed', message: 'No.' } });
    assert.deepEqual([bare.cause, bare.command], ['The signed-in account lacks a right at this scope.', 'az role assignment list --assignee PRINCIPAL --scope SCOPE --include-inherited --output table']);
  });

  it('takes our own errors with their details', () => {
    const error = new LogicError('Arm.DeploymentFailed', 'x', { details: [{ code: 'DeploymentFailed', message: 'x', details: [{ code: 'ScopeLocked', message: 'locked' }, { code: 'ScopeLocked', message: 'locked' }] }] });
    assert.deepEqual(explainError(error).map(({ ruleId }) => ruleId), ['locked']);
    assert.equal(explainError(new EnvironmentError('Network.Reset', 'broke'))[0].ruleId, 'connection-broken');
  });

  it('names the policy that denied', () => {
    const [advice] = explainError({ error: { code: 'RequestDisallowedByPolicy', message: 'Resource was disallowed by policy.', additionalInfo: [{ type: 'PolicyViolation', info: { policyAssignmentDisplayName: 'Require a tag', policyDefinitionDisplayName: 'Tag rules' } }] } });
    assert.equal(advice.ruleId, 'policy-denied');
    assert.match(advice.error.message, /Require a tag.*Tag rules/);
  });

  it('says what it does not know', () => {
    const [advice] = explainError({ error: { code: 'NeverSeenBefore', message: 'Strange.' } });
    assert.deepEqual([advice.ruleId, advice.class, advice.cause], [undefined, 'unknown', 'Strange.']);
    assert.equal(explainError(undefined)[0].class, 'unknown');
  });

  it('classifies a failure by its worst cause', () => {
    const failure = (...codes: string[]): unknown => ({ error: { code: 'DeploymentFailed', message: 'x', details: codes.map((code) => ({ code, message: 'm' })) } });
    assert.deepEqual([classifyError(failure('TooManyRequests')), classifyError(failure('TooManyRequests', 'ScopeLocked')), classifyError(failure('TooManyRequests', 'Whatever'))], ['environmental', 'logic', 'unknown']);
  });

  it('never puts a foreign name into a command unless it is harmless there', () => {
    const [advice] = explainError({ error: { code: 'StorageAccountAlreadyTaken', message: 'x', target: `${group}/providers/Microsoft.Storage/storageAccounts/a;rm` } });
    assert.equal(advice.command, 'az storage account check-name --name NAME');
  });

  it('reads every shape of error body, and survives any other', () => {
    const codes = [
      { error: { code: 'A', message: 'm' } }, { code: 'A', message: 'm' }, { status: 'Failed', error: { code: 'A', message: 'm' } }, { 'odata.error': { code: 'A', message: { lang: 'en', value: 'm' } } },
      { error: 'A', error_description: 'm' }, { Code: 'A', Message: 'm' }, '{"error":{"code":"A","message":"m"}}',
    ].map((body) => parseErrorBody(body));
    assert.deepEqual(codes.map((one) => [one?.code, one?.message]), codes.map(() => ['A', 'm']));
    fc.assert(fc.property(fc.oneof(fc.anything(), fc.jsonValue(), fc.jsonValue().map((value) => ({ error: { code: 'X', message: JSON.stringify(value), details: [value] } }))), (body) => {
      const parsed = parseErrorBody(body);
      if (parsed) assert.ok(listLeaves(parsed).length > 0);
      assert.ok(explainError(body).length > 0);
    }), { numRuns: 1000 });
  });

  it('takes no region, property or wanted value for the name of a resource', () => {
    const causeOf = (code: string, message: string): string | undefined => explainError({ error: { code, message } })[0]?.cause;
    assert.match(causeOf('SkuNotAvailable', "The requested size is currently not available in location 'eastus' zones ''.") ?? '', /of the resource/);
    assert.match(causeOf('FlagMustBeSetForRestore', "It has been soft-deleted. To restore it, you must specify 'restore' to be 'true' in the property.") ?? '', /name of the resource/);
    assert.match(causeOf('InvalidDeploymentLocation', "Invalid deployment location 'westus'. The deployment 'main' already exists in location 'eastus'.") ?? '', /^main exists/);
  });
});
