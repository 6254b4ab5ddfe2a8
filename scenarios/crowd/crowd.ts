import { activeAt, type PlannedGroup } from '../../lib/plan/index.ts';
import { mix32 } from '../../lib/random/index.ts';
import { Actor, DONE, type Send } from './actor.ts';
import { arrivalsOf } from './arrivals.ts';
import { columnsOf } from './columns.ts';
import type { Journey, Next } from './journey.ts';
import { timingWheel } from './timing-wheel.ts';
import type { World } from './world.ts';

/** How the crowd reaches the outside: the same code runs in k6 and, on a virtual clock, in tests. */
export interface CrowdPorts {
  readonly send: Send;
  /** How late a step began, ms: of every {@link STEPS_PER_LAG}th step, since a metric costs more than a step's own bookkeeping. */
  lag(ms: number): void;
  /** A planned visit found no free row: the generator or the target cannot keep up. */
  dropped(): void;
}

/** One VU's part of a journey's users. */
export interface CrowdShare {
  readonly group: PlannedGroup;
  readonly vu: number;
  readonly tickMs: number;
  /** Whole ms by which this VU's ticks come before the others': VUs that act at once queue behind each other, which users of their own would not. */
  readonly phaseMs: number;
  readonly slots: number;
}

export interface Crowd {
  /** Bytes of all typed arrays. */
  readonly bytes: number;
  /** Users present: resting or acting. */
  active(): number;
  /** Steps running, `leave` included. */
  inFlight(): number;
  /** Everybody has left and no request is under way. */
  finished(): boolean;
  /** Ms until the next tick that has something to do, at most `limitMs`. */
  idleFor(nowMs: number, limitMs: number): number;
  /** Does what is due at `nowMs`. Throws what a journey's step threw: that is a mistake in the journey, not a result. */
  tick(nowMs: number): void;
}

const AWAY = 0;
const RESTING = 1;
const ACTING = 2;
const LEAVING = 3;
const RANGE = 0x1_0000_0000;
const STEPS_PER_LAG = 4;
/**
 * The most steps that begin before answers are looked at again. Where the generator cannot keep up, users then wait as rows, late, which their lag shows; all at once
 * they would each hold a request, an answer and some promises, and a million users would take gigabytes.
 */
const MOST_AT_ONCE = 100;

/**
 * Many users on one VU. A resting user is a row: its place in the timing wheel, its step, and what the journey declares; only a user whose step is running
 * holds a promise. User `g` of the group lives on VU g mod vus and is present while the planned level is above g, so every VU ramps evenly.
 * Invariant: a row is in the wheel if and only if it is RESTING, and has exactly one promise if it is ACTING or LEAVING.
 */
export function crowdOf(journey: Journey, share: CrowdShare, world: World, ports: CrowdPorts): Crowd {
  const { group, vu, phaseMs } = share;
  const { stages, vus, firstUser, userCount, usersPerVu: rows } = group;
  const { nowMs, chanceSeed } = world;
  const isOpen = group.model === 'open';
  const inTurn = !isOpen || group.order === 'in-turn';
  const endMs = stages.at(-1)?.untilMs ?? 0;

  const wheel = timingWheel(rows, share.tickMs, share.slots);
  const columns = columnsOf(journey.state, rows);
  const idleActors: Actor<string>[] = [];
  const steps = Object.values(journey.steps) as ((user: Actor<string>) => Promise<Next>)[];
  const stepNumbers: Readonly<Record<string, number>> = Object.fromEntries(
    Object.keys(journey.steps).map((name, i) => [name, i]),
  );
  const firstStep = stepNumbers[journey.first] ?? -1;
  const phase = new Uint8Array(rows);
  const stepOf = new Uint8Array(rows);
  /** Steps that the row's user has done, and how often it tried the present one. */
  const done = new Uint32Array(rows);
  const tries = new Uint8Array(rows);
  /** Open model: the visit that a row carries, and the rows that carry none. */
  const visit = new Uint32Array(isOpen ? rows : 0);
  const free: number[] = isOpen ? Array.from({ length: rows }, (_, i) => rows - 1 - i) : [];
  const arrivals = isOpen ? arrivalsOf(stages, chanceSeed, vu, vus) : null;

  let active = 0;
  let inFlight = 0;
  /** Closed: rows [0, wanted) are to be present. */
  let wanted = 0;
  let ended = false;
  let failure: unknown = null;
  let begun = 0;

  const fail = (error: unknown) => {
    failure ??= error ?? new Error(`journey ${journey.name}: a step failed without saying why`);
  };

  const actorFor = (row: number): Actor<string> => {
    const who = isOpen ? (visit[row] as number) : vu + row * vus;
    // Whom a visit acts as: the users in turn, or anyone.
    const nth = inTurn ? who % userCount : Math.floor((mix32(who ^ ~chanceSeed) / RANGE) * userCount);
    const actor = idleActors.pop() ?? newActor();
    columns.load(actor, row);
    return actor.begin(row, firstUser + nth, who, done[row] as number, tries[row] as number);
  };

  const newActor = () => {
    const actor = new Actor<string>(world, ports.send, (next) => acted(actor, next as Next));
    columns.equip(actor);
    return actor;
  };

  /** A user looks at the screen for up to the shortest think time before it acts, so that a jump of the level is no salvo. */
  const enter = (row: number, now: number) => {
    active++;
    phase[row] = RESTING;
    stepOf[row] = firstStep;
    const settle = mix32((vu + row * vus) ^ chanceSeed) / RANGE;
    wheel.schedule(row, now + Math.round(settle * world.thinkMs[0]) + phaseMs);
  };

  const gone = (row: number) => {
    active--;
    phase[row] = AWAY;
    tries[row] = 0;
    if (isOpen) free.push(row);
    else if (row < wanted) enter(row, nowMs());
  };

  /** The user closes what it has open, then is away. */
  const dismiss = (row: number) => {
    wheel.cancel(row);
    if (!journey.leave) {
      gone(row);
      return;
    }
    phase[row] = LEAVING;
    inFlight++;
    const actor = actorFor(row);
    journey.leave(actor as never).then(() => {
      inFlight--;
      columns.save(actor, row);
      idleActors.push(actor);
      done[row] = (done[row] as number) + 1;
      gone(row);
    }, fail);
  };

  const acted = (actor: Actor<string>, next: Next) => {
    const { row } = actor;
    inFlight--;
    columns.save(actor, row);
    idleActors.push(actor);
    if (actor.repeats) {
      tries[row] = (tries[row] as number) + 1;
    } else {
      tries[row] = 0;
      done[row] = (done[row] as number) + 1;
    }
    const isOver = next === DONE;
    if (isOver && isOpen) return gone(row);
    if (ended || (!isOpen && row >= wanted)) return dismiss(row);
    const step = isOver ? firstStep : stepNumbers[actor.goesTo];
    if (step === undefined) return fail(new Error(`journey ${journey.name} has no step "${actor.goesTo}"`));
    stepOf[row] = step;
    phase[row] = RESTING;
    wheel.schedule(row, nowMs() + (isOver ? Math.round(actor.between(world.thinkMs)) : next) + phaseMs);
  };

  const act = (row: number, dueMs: number) => {
    const step = steps[stepOf[row] as number];
    if (!step) throw new Error(`journey ${journey.name} has no step "${journey.first}"`);
    phase[row] = ACTING;
    inFlight++;
    if (begun++ % STEPS_PER_LAG === 0) ports.lag(nowMs() - dueMs);
    const actor = actorFor(row);
    step(actor).then(actor.settle, fail);
  };

  const actDue = (row: number, dueMs: number) => act(row, dueMs - phaseMs);

  // Made at once, so that a journey whose state cannot be kept fails here.
  idleActors.push(newActor());

  const welcome = (now: number) => {
    for (; arrivals !== null && arrivals.dueMs <= now; arrivals.take()) {
      const row = free.pop();
      if (row === undefined) {
        ports.dropped();
        continue;
      }
      visit[row] = arrivals.index;
      done[row] = 0;
      columns.clear(row);
      active++;
      stepOf[row] = firstStep;
      act(row, arrivals.dueMs);
    }
  };

  const resize = (now: number) => {
    const before = wanted;
    wanted = Math.min(rows, Math.max(0, Math.ceil((activeAt(stages, now) - vu) / vus)));
    for (let row = before; row < wanted; row++) if (phase[row] === AWAY) enter(row, now);
    for (let row = wanted; row < before; row++) if (phase[row] === RESTING) dismiss(row);
  };

  const end = () => {
    ended = true;
    wanted = 0;
    for (let row = 0; row < rows; row++) if (phase[row] === RESTING) dismiss(row);
  };

  return {
    bytes: wheel.bytes + columns.bytes + rows * (isOpen ? 11 : 7),
    active: () => active,
    inFlight: () => inFlight,
    finished: () => ended && active === 0 && inFlight === 0,
    idleFor: (now, limitMs) =>
      Math.min(arrivals ? Math.max(0, arrivals.dueMs - now) : limitMs, wheel.idleFor(now + phaseMs, limitMs)),
    tick(now) {
      if (failure !== null) throw failure;
      if (now >= endMs) {
        if (!ended) end();
        return;
      }
      if (isOpen) welcome(now);
      else resize(now);
      wheel.advance(now + phaseMs, actDue, MOST_AT_ONCE);
    },
  };
}
