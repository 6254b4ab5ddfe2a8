import { activeAt, type PlannedGroup } from '../../lib/plan/index.ts';
import { mix32 } from '../../lib/random/index.ts';
import { Actor, DONE, type Send } from './actor.ts';
import { Arrivals } from './arrivals.ts';
import { type Columns, defineColumns } from './columns.ts';
import type { Journey, Next } from './journey.ts';
import { TimingWheel } from './timing-wheel.ts';
import type { World } from './world.ts';

/** How the crowd reaches the outside: the same code runs in k6 and, on a virtual clock, in tests. */
export interface CrowdPorts {
  readonly send: Send;
  /** How late a step began, ms. */
  lag(ms: number): void;
  /** A planned visit found no free row: the generator or the target cannot keep up. */
  dropped(): void;
}

/** One VU's part of a journey's users. */
export interface CrowdShare {
  readonly group: PlannedGroup;
  readonly vu: number;
  readonly tickMs: number;
  readonly slots: number;
}

const AWAY = 0;
const RESTING = 1;
const ACTING = 2;
const LEAVING = 3;

/**
 * Many users on one VU. A resting user is a row: its place in the timing wheel, its step, and what the journey declares; only a user whose step is running
 * holds a promise. User `g` of the group lives on VU g mod vus and is present while the planned level is above g, so every VU ramps evenly.
 * Invariant: a row is in the wheel if and only if it is RESTING, and has exactly one promise if it is ACTING or LEAVING.
 */
export class Crowd {
  /** Users present: resting or acting. */
  active = 0;
  /** Steps running, `leave` included. */
  inFlight = 0;
  /** Bytes of all typed arrays. */
  readonly bytes: number;
  private readonly journey: Journey;
  private readonly group: PlannedGroup;
  private readonly vu: number;
  private readonly world: World;
  private readonly ports: CrowdPorts;
  private readonly wheel: TimingWheel;
  private readonly columns: Columns;
  private readonly actorOf: new (
    world: World,
    send: Send,
  ) => Actor<string>;
  private readonly idleActors: Actor<string>[] = [];
  private readonly stepNames: readonly string[];
  private readonly phase: Uint8Array;
  private readonly stepOf: Uint8Array;
  private readonly steps: Uint32Array;
  private readonly tries: Uint8Array;
  private readonly visit: Uint32Array;
  private readonly free: number[] = [];
  private readonly arrivals: Arrivals | null;
  private readonly endMs: number;
  /** Closed: rows [0, wanted) are to be present. */
  private wanted = 0;
  private ended = false;
  private failure: unknown = null;

  constructor(journey: Journey, share: CrowdShare, world: World, ports: CrowdPorts) {
    const { group } = share;
    const rows = group.usersPerVu;
    this.journey = journey;
    this.group = group;
    this.vu = share.vu;
    this.world = world;
    this.ports = ports;
    this.wheel = new TimingWheel(rows, share.tickMs, share.slots);
    const kind = class extends Actor<string> {};
    this.columns = defineColumns(journey.state, rows, kind.prototype);
    this.actorOf = kind;
    this.stepNames = Object.keys(journey.steps);
    this.phase = new Uint8Array(rows);
    this.stepOf = new Uint8Array(rows);
    this.steps = new Uint32Array(rows);
    this.tries = new Uint8Array(rows);
    const open = group.model === 'open';
    this.visit = new Uint32Array(open ? rows : 0);
    if (open) for (let row = rows - 1; row >= 0; row--) this.free.push(row);
    this.arrivals = open ? new Arrivals(group.stages, world.chanceSeed, share.vu, group.vus) : null;
    this.endMs = group.stages.at(-1)?.untilMs ?? 0;
    this.bytes = this.wheel.bytes + this.columns.bytes + rows * (open ? 11 : 7);
  }

  /** Everybody has left and no request is under way. */
  get finished(): boolean {
    return this.ended && this.active === 0 && this.inFlight === 0;
  }

  /** Ms until the next tick that has something to do, at most `limitMs`. */
  idleFor(nowMs: number, limitMs: number): number {
    const arrival = this.arrivals ? Math.max(0, this.arrivals.dueMs - nowMs) : limitMs;
    return Math.min(arrival, this.wheel.idleFor(nowMs, limitMs));
  }

  /** Does what is due at `nowMs`. Throws what a journey's step threw: that is a mistake in the journey, not a result. */
  tick(nowMs: number): void {
    if (this.failure !== null) throw this.failure;
    if (nowMs >= this.endMs) {
      if (!this.ended) this.end();
      return;
    }
    if (this.arrivals) this.welcome(this.arrivals, nowMs);
    else this.resize(nowMs);
    this.wheel.advance(nowMs, this.act);
  }

  private welcome(arrivals: Arrivals, nowMs: number): void {
    for (; arrivals.dueMs <= nowMs; arrivals.take()) {
      const row = this.free.pop();
      if (row === undefined) {
        this.ports.dropped();
        continue;
      }
      this.visit[row] = arrivals.index;
      this.steps[row] = this.tries[row] = 0;
      this.columns.clear(row);
      this.active++;
      this.stepOf[row] = this.stepNames.indexOf(this.journey.first);
      this.act(row, arrivals.dueMs);
    }
  }

  private resize(nowMs: number): void {
    const level = activeAt(this.group.stages, nowMs);
    const wanted = Math.min(this.group.usersPerVu, Math.max(0, Math.ceil((level - this.vu) / this.group.vus)));
    const before = this.wanted;
    this.wanted = wanted;
    for (let row = before; row < wanted; row++) if (this.phase[row] === AWAY) this.enter(row, nowMs);
    for (let row = wanted; row < before; row++) if (this.phase[row] === RESTING) this.dismiss(row);
  }

  private end(): void {
    this.ended = true;
    this.wanted = 0;
    for (let row = 0; row < this.phase.length; row++) if (this.phase[row] === RESTING) this.dismiss(row);
  }

  /** A user looks at the screen for up to the shortest think time before it acts, so that a jump of the level is no salvo. */
  private enter(row: number, nowMs: number): void {
    this.active++;
    this.phase[row] = RESTING;
    this.stepOf[row] = this.stepNames.indexOf(this.journey.first);
    const settle = mix32(this.who(row) ^ this.world.chanceSeed) / 0x1_0000_0000;
    this.wheel.schedule(row, nowMs + Math.round(settle * this.world.thinkMs[0]));
  }

  private who(row: number): number {
    return this.arrivals ? (this.visit[row] ?? 0) : this.vu + row * this.group.vus;
  }

  /** Whom a visit acts as: the users in turn, or anyone. */
  private accountOf(who: number): number {
    const { firstUser, userCount, order } = this.group;
    if (!this.arrivals || order === 'in-turn') return firstUser + (who % userCount);
    return firstUser + Math.floor((mix32(who ^ ~this.world.chanceSeed) / 0x1_0000_0000) * userCount);
  }

  private actor(row: number): Actor<string> {
    const actor = this.idleActors.pop() ?? new this.actorOf(this.world, this.ports.send);
    const who = this.who(row);
    return actor.begin(row, this.accountOf(who), who, this.steps[row] ?? 0, this.tries[row] ?? 0);
  }

  private readonly act = (row: number, dueMs: number): void => {
    const name = this.stepNames[this.stepOf[row] ?? 0] ?? this.journey.first;
    const step = (this.journey.steps as Readonly<Record<string, (user: Actor<string>) => Promise<Next>>>)[name];
    this.phase[row] = ACTING;
    this.inFlight++;
    this.ports.lag(this.world.nowMs() - dueMs);
    const actor = this.actor(row);
    if (!step) throw new Error(`journey ${this.journey.name} has no step "${name}"`);
    step(actor).then((next) => this.acted(actor, next), this.fail);
  };

  private acted(actor: Actor<string>, next: Next): void {
    const { row, goesTo } = actor;
    this.inFlight--;
    this.idleActors.push(actor);
    if (actor.repeats) {
      this.tries[row] = (this.tries[row] ?? 0) + 1;
    } else {
      this.tries[row] = 0;
      this.steps[row] = (this.steps[row] ?? 0) + 1;
    }
    const over = next === DONE;
    if (over && this.arrivals) {
      this.gone(row);
      return;
    }
    if (this.ended || (!this.arrivals && row >= this.wanted)) {
      this.dismiss(row);
      return;
    }
    const step = this.stepNames.indexOf(over ? this.journey.first : goesTo);
    if (step < 0) {
      this.fail(new Error(`journey ${this.journey.name} has no step "${goesTo}"`));
      return;
    }
    this.stepOf[row] = step;
    this.phase[row] = RESTING;
    this.wheel.schedule(row, this.world.nowMs() + (over ? Math.round(actor.between(this.world.thinkMs)) : next));
  }

  /** The user closes what it has open, then is away. */
  private dismiss(row: number): void {
    this.wheel.cancel(row);
    const { leave } = this.journey;
    if (!leave) {
      this.gone(row);
      return;
    }
    this.phase[row] = LEAVING;
    this.inFlight++;
    const actor = this.actor(row);
    leave(actor as never).then(() => {
      this.inFlight--;
      this.idleActors.push(actor);
      this.steps[row] = (this.steps[row] ?? 0) + 1;
      this.gone(row);
    }, this.fail);
  }

  private gone(row: number): void {
    this.active--;
    this.phase[row] = AWAY;
    this.tries[row] = 0;
    if (this.arrivals) this.free.push(row);
    else if (row < this.wanted) this.enter(row, this.world.nowMs());
  }

  private readonly fail = (error: unknown): void => {
    this.failure ??= error ?? new Error(`journey ${this.journey.name}: a step failed without saying why`);
  };
}
