import { RuntimeValueUnavailable, type RuntimeHost } from '../../armTemplate';

/** Notes what an evaluation asks of the cloud, and answers nothing. */
export class Questions {
  /** Keys of resource groups. */
  readonly groups = new Set<string>();
  private readonly ids = new Set<string>();
  private asksForMore = false;

  host(): RuntimeHost {
    const resource = (id: string): never => { this.ids.add(id); throw new RuntimeValueUnavailable(`The resource ${id}`); };
    const more = (): never => { this.asksForMore = true; throw new RuntimeValueUnavailable('The answer'); };
    return { reference: resource, list: resource, providers: more, pickZones: more };
  }

  /** Whether there is anything to answer, given what is there and which groups come with the template. */
  haveAnswers(isThere: (id: string) => boolean, isComingGroup: (key: string) => boolean): boolean {
    return this.asksForMore || [...this.ids].some(isThere) || [...this.groups].some(isComingGroup);
  }
}
