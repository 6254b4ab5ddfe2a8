/** `node bench/flags.ts`: what feature flags cost, as Markdown. Run it alone: a busy machine moves every figure but the ratios. */
import { cpus } from 'node:os';
import { measureEvaluation } from './flags/evaluation.ts';
import { measureGuard } from './flags/guard.ts';
import { measureStream } from './flags/stream.ts';

const evaluations = measureEvaluation();
const guard = await measureGuard();
const stream = await measureStream();

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}

| evaluation of one flag | ns | compared with loadgate under the same rules (10 %, median, 90 % of rounds) |
| --- | --: | --: |`);
for (const { name, nsPerEvaluation, ratio } of evaluations) {
  const [low, median, high] = ratio.map((one) => one.toFixed(1));
  console.log(`| ${name} | ${nsPerEvaluation.toFixed(0)} | ${low} … **${median}** … ${high} |`);
}
console.log(`
| guard | µs per call (median) |
| --- | --: |
| pipeline without the guard | ${guard.withoutGuardUs.toFixed(2)} |
| pipeline with the guard | ${guard.withGuardUs.toFixed(2)} |
| added by the guard | **${guard.addedUs.toFixed(2)}** |

| kill over the stream, ${stream.subscribers} subscribers | ms |
| --- | --: |
| acknowledged | ${stream.acknowledgedMs.toFixed(0)} |
| heard by half of them | ${stream.medianMs.toFixed(0)} |
| heard by the last of them | **${stream.slowestMs.toFixed(0)}** |`);
