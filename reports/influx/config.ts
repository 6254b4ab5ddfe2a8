/** Where the shared trend store is. */
export interface InfluxConfig {
  readonly url: string;
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
}

/** The configuration of InfluxDB is incomplete or wrong; the message names the variable. */
export class InfluxConfigError extends Error {
  override readonly name = 'InfluxConfigError';
}

const VARIABLES = { url: 'INFLUX_URL', token: 'INFLUX_TOKEN', org: 'INFLUX_ORG', bucket: 'INFLUX_BUCKET' } as const;

/** Null where none of the variables is set. @throws InfluxConfigError where some are missing, or the address is none */
export function influxConfig(env: Readonly<Record<string, string | undefined>>): InfluxConfig | null {
  const given = Object.entries(VARIABLES).map(
    ([key, variable]) => [key, variable, env[variable]?.trim() ?? ''] as const,
  );
  const missing = given.filter(([, , value]) => value === '').map(([, variable]) => variable);
  if (missing.length === given.length) return null;
  if (missing.length > 0)
    throw new InfluxConfigError(
      `${missing.join(', ')}: not set, though other INFLUX_ variables are: set all four, or none`,
    );
  const config = Object.fromEntries(given.map(([key, , value]) => [key, value])) as unknown as InfluxConfig;
  if (!URL.canParse(config.url) || !/^https?:$/.test(new URL(config.url).protocol))
    throw new InfluxConfigError(`INFLUX_URL: "${config.url}" is no http address, such as http://127.0.0.1:8086`);
  return config;
}
