const TIMEOUT_MS = 10_000;

/**
 * Posts JSON and resolves once the other side has acknowledged with 2xx. The error names the service and the status only: the
 * address of an incoming webhook is a secret in itself and must not reach a log.
 */
export async function postJson(
  service: string,
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new Error(`${service} could not be reached: ${reasonOf(error)}`);
  }
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${service} answered ${response.status}`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  const { cause } = error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : undefined;
  return code ?? error.name;
}
