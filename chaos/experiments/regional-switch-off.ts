import { errorsBelow } from './objectives.ts';
import { defineExperiment } from './types.ts';

export const regionalSwitchOff = defineExperiment({
  title: 'One country and one platform without the feature',
  question: 'If a regulator calls, or one app store build is broken, can we switch a feature off there alone?',
  hypothesis: 'Chat stops in Germany, then swiping on iOS, and everybody else goes on as before.',
  faults: [
    {
      name: 'no-chat-in-germany',
      fault: 'country-off',
      params: { country: 'DE', feature: 'chat' },
      at: { hold: 0.2 },
      lasts: { hold: 0.25 },
      promises: { recoverMs: 5_000 },
      slos: [errorsBelow(0.02)],
    },
    {
      name: 'no-swiping-on-ios',
      fault: 'platform-off',
      params: { platform: 'ios', feature: 'matching' },
      at: { hold: 0.55 },
      lasts: { hold: 0.2 },
      promises: { recoverMs: 5_000 },
      slos: [errorsBelow(0.02)],
    },
  ],
});
