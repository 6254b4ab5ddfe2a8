import { type Examine, evidenceAge, fail, moment, pass, unknown } from './types.ts';

const OFF = new Set(['off', 'kill']);

export const examineFlag: Examine<'flag'> = ({ need }, context) => {
  const { evidence, phase, now } = context;
  const { flag: key, backend } = evidence.release;
  const capture = `loadgate gate --capture --url ${backend}`;
  if (!evidence.flags) return unknown('the state of the flags was not captured', capture);
  const { flags, capturedAt, source } = evidence.flags;
  if (now - capturedAt > evidenceAge(context))
    return unknown(`the flags were captured on ${moment(capturedAt)}: too long ago`, capture, [source]);
  const flag = flags.find((it) => it.key === key);
  if (!flag) return fail(`${source} knows no flag "${key}"`, `create it: docs/flags.md`, [source]);
  switch (need) {
    case 'exists':
      return pass(`"${key}" is ${flag.state}`, [source]);
    case 'off-by-default': {
      const first = flag.history.at(-1);
      const before = first ? first.from : flag.state;
      if (flag.safeDefault)
        return fail(`"${key}" is on where the flags cannot be read`, 'make its safe default off', [source]);
      if (before === null) return unknown('its history does not say what it was at first', capture, [source]);
      if (OFF.has(before)) return pass('off until somebody switches it on', [source]);
      return fail(`"${key}" was ${before} before its first recorded change`, 'make its default off', [source]);
    }
    case 'toggled': {
      const on = flag.history.some(({ to }) => to !== null && !OFF.has(to));
      const off = flag.history.some(({ from, to }) => from !== null && !OFF.has(from) && to !== null && OFF.has(to));
      if (on && off) return pass('was switched on and off again', [source]);
      return unknown(
        `its history shows ${on ? 'no switching off' : 'no change'}`,
        'switch it on for nobody and off again, in the admin panel',
        [source],
      );
    }
    case 'serves-phase': {
      if (!phase) return unknown('no phase is under way', capture);
      const { percentage } = phase;
      const now = flag.state === 'on' ? 100 : flag.state === 'canary' ? flag.rollout : 0;
      const told = `"${key}" is ${flag.state}${flag.state === 'canary' ? ` for ${flag.rollout} %` : ''}`;
      if (percentage === null) return unknown(`${told}; ${phase.title} has no share`, 'drop this item from the phase');
      if (now === percentage) return pass(told, [source]);
      return fail(`${told}; ${phase.title} is ${percentage} %`, `set it to ${percentage} %, and observe again`, [
        source,
      ]);
    }
  }
};
