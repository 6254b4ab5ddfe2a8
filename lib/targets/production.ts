import type { LoadgateConfig } from './config.ts';

/** What a target says about itself. */
export interface TargetFacts {
  readonly host: string;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
}

/** Environments that are production whatever the configuration says. */
const ALWAYS_PRODUCTION = ['production', 'prod', 'live'];
/** A part of a host or project id, between dots, dashes or underscores, that gives production away. */
const TELLTALE = /(^|[._-])(prod|production)([._-]|$)/i;

/**
 * Why a target counts as production, in words that name the value and the list; null where nothing says so.
 * Wrong guesses refuse a load that would have been harmless; the other way round would hit real users.
 */
export function productionReason(facts: TargetFacts, production: LoadgateConfig['production']): string | null {
  const { host, project, environment } = facts;
  const environments = [...ALWAYS_PRODUCTION, ...production.environments].map((name) => name.toLowerCase());
  if (environment !== undefined && environments.includes(environment.toLowerCase()))
    return `its environment "${environment}" is a production environment`;
  const byProject = project === undefined ? undefined : production.projects.find((one) => matches(one, project));
  if (byProject !== undefined) return `its project "${project}" is listed under production.projects ("${byProject}")`;
  const byHost = production.hosts.find((one) => matches(one, host));
  if (byHost !== undefined) return `its host "${host}" is listed under production.hosts ("${byHost}")`;
  if (project !== undefined && TELLTALE.test(project)) return `its project id "${project}" names production`;
  if (TELLTALE.test(host)) return `its host "${host}" names production`;
  return null;
}

/** `*` stands for any characters; case does not matter. */
function matches(pattern: string, value: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 'i').test(value);
}
