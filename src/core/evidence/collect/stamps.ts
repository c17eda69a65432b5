import { sha256Hex } from '../../hash';
import type { Query } from '../api';
import { runs } from '../queries';
import type { Collecting } from './collector';
import { fingerprint, fingerprintOf } from './fingerprint';

/** What an answer was made from, as a hash: it holds as long as that. Undefined: nothing cheap tells, so the question is asked each time. */
type Stamp = 'sources' | 'repository' | 'documented' | 'configurations' | 'applications';

/** Answers that hold as long as the files they were read from. */
const kinds: Readonly<Record<string, Stamp>> = {
  compiled: 'sources', declaredResources: 'sources', nameAvailability: 'sources', configurations: 'configurations', configurationProblems: 'configurations', applications: 'applications', deploymentRecord: 'documented',
};

/** Hashes over what answers are made from; each is made once for a pass. */
export class Stamps {
  private readonly made = new Map<Stamp, Promise<string | undefined>>();

  constructor(private readonly collecting: Collecting, private readonly asksGitMuch: boolean) {}

  of(query: Query): Promise<string | undefined> {
    const stamp = this.stampOf(query);
    if (stamp === undefined) return Promise.resolve(undefined);
    const known = this.made.get(stamp) ?? this.make(stamp);
    this.made.set(stamp, known);
    return known;
  }

  private stampOf({ kind, ask }: Query): Stamp | undefined {
    if (kind === 'tool' && ask['command'] === 'git') return this.asksGitMuch && isOfRepository(ask['args']) ? 'repository' : undefined;
    const stamp = kinds[kind];
    return stamp === 'documented' && !this.asksGitMuch ? undefined : stamp;
  }

  private async make(stamp: Stamp): Promise<string | undefined> {
    const { ports: { files }, environment } = this.collecting;
    switch (stamp) {
      case 'sources': return fingerprint(files, environment);
      case 'configurations': return fingerprintOf(files, await files.find(['.json', 'aos.yaml', 'aos.yml']));
      case 'applications': return fingerprintOf(files, await files.find(['.py', 'function.json', 'host.json', 'requirements.txt', 'aos.yaml', 'aos.yml']));
      case 'repository': return this.repository();
      case 'documented': return this.documented();
    }
  }

  /** References, settings and what differs from the last commit: three commands instead of one a question. */
  private async repository(): Promise<string | undefined> {
    const { ports: { tools }, signal } = this.collecting;
    const outputs = await Promise.all([['show-ref', '--head', '--dereference'], ['config', '--list'], ['status', '--porcelain=v2', '--branch', '--untracked-files=all']].map((args) => tools.run('git', args, signal)));
    const parts = outputs.map((output) => (output?.exitCode === 0 ? output.stdout : undefined));
    return parts.includes(undefined) ? undefined : sha256Hex(parts.join('\0'));
  }

  private async documented(): Promise<string | undefined> {
    const [repository, made] = await Promise.all([this.of({ kind: 'tool', ask: { command: 'git', args: ['ls-files'] } }), this.collecting.answer(runs())]);
    return repository === undefined ? undefined : `${repository} ${made.find(({ success }) => success)?.deploymentId ?? ''}`;
  }
}

/** A search reads the files themselves, whose changes are more than the repository tells. */
const isOfRepository = (args: unknown): boolean => Array.isArray(args) && args[0] !== 'grep';
