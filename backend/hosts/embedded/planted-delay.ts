/**
 * Reads `LOADGATE_SLOW_OPERATION=<operation>:<ms>[,<operation>:<ms>…]`: the planted slowdown that shows that an SLO can fail.
 * @throws Error for anything else, naming the faulty part
 */
export function plantedDelay(setting: string | undefined): (operation: string) => number {
  const delays = new Map<string, number>();
  for (const part of (setting ?? '').split(',').filter((one) => one !== '')) {
    const match = /^([A-Za-z]+):(\d{1,6})$/.exec(part);
    if (!match)
      throw new Error(`LOADGATE_SLOW_OPERATION: "${part}" is not <operation>:<milliseconds>, such as getProfile:300`);
    delays.set(match[1] ?? '', Number(match[2]));
  }
  return (operation) => delays.get(operation) ?? 0;
}
