import type { Greeting } from '../utils/hello'
export enum State { Idle, Busy }
export class Api<T extends object> {
  private state: State = State.Idle
  constructor(readonly given: T) {}
  get busy(): boolean { return this.state !== State.Idle }
  greet(): Greeting { return 'hello api' }
}
