import { OperationError } from '../../../lib/wire/index.ts';
import type { Context, Route, RouteRequest, RouteResponse } from '../../operations/index.ts';
import { validated } from '../../operations/validate.ts';
import type { ChangeResult, FlagControl } from '../change/control.ts';
import { historyOf } from '../change/history.ts';
import type { Rejections } from '../change/rejections.ts';
import { evaluate } from '../evaluate.ts';
import type { ActivityLog } from '../guards/activity.ts';
import { featureFlagKey } from '../registry/index.ts';
import { flagContextOf } from '../service/context.ts';
import type { FlagService } from '../service/flag-service.ts';
import { deleteBody, killBody, overrideBody, putBody, rollbackBody } from './requests.ts';
import type { FlagStream } from './stream.ts';
import { flagsView, isOperator, viewOf } from './views.ts';

export interface ApiDeps {
  readonly service: FlagService;
  readonly control: FlagControl;
  readonly rejections: Rejections;
  readonly activity: ActivityLog;
  readonly stream: FlagStream;
}

type Method = Route['method'];
type Handler = Route['handler'];

const HISTORY_PAGE = 50;

/** The REST surface of the thorbis document. Every read needs a signed-in caller, every change an admin. */
export function flagRoutes(deps: ApiDeps): Route[] {
  const { service, control, activity, stream } = deps;
  const route = (method: Method, path: string, access: Route['access'], summary: string, handler: Handler): Route => ({
    method,
    path: `/api/flags${path}`,
    summary,
    access,
    feature: 'flags',
    handler,
  });
  const change = (method: Method, path: string, summary: string, run: ChangeHandler, action: string): Route =>
    route(method, `/:name${path}`, 'admin', summary, async (ctx, request) => {
      const flag = request.params.name ?? '';
      // A body of the wrong shape is an attempt too; change control audits its own refusals.
      const plan = await deps.rejections.audited(ctx, { flag, action, asked: request.body }, async () =>
        run(flag, request.body ?? {}, ctx),
      );
      return answer(await plan());
    });

  return [
    route('GET', '', 'user', 'All flags with the caller’s effective states', async (ctx) => ({
      status: 200,
      body: await flagsView(service, ctx),
    })),
    route('GET', '/stream', 'user', 'Server-sent events: snapshot, then every change', (ctx) => stream.open(ctx)),
    route('GET', '/:name', 'user', 'One flag, its effective state for the caller, and its activity', one),
    route('GET', '/:name/history', 'admin', 'Changes of a flag, newest first', async (ctx, { params, query }) => ({
      status: 200,
      body: await historyOf(ctx.store, featureFlagKey(params.name ?? ''), pageSize(query), query.cursor),
    })),
    change(
      'PUT',
      '',
      'Change a flag',
      (flag, body, ctx) => {
        const {
          change_reason: reason,
          current_state: state,
          canary_percentage: rollout,
          settings,
          ...rest
        } = validated(putBody, body);
        const patch = { ...settings, ...(state !== undefined && { state }), ...(rollout !== undefined && { rollout }) };
        return () => control.update(ctx, { ...rest, flag, reason, patch });
      },
      'update',
    ),
    change(
      'PUT',
      '/override',
      'Set or (override_state null) remove a tenant’s override',
      (flag, body, ctx) => {
        const {
          override_reason: reason,
          override_state: state,
          tenant_id,
          expires_at: expiresAt,
          ...rest
        } = validated(overrideBody, body);
        const override = {
          tenant: tenant_id ?? ctx.caller?.tenant,
          state,
          ...(expiresAt !== undefined && { expiresAt }),
        };
        return () => control.override(ctx, { ...rest, flag, reason, override });
      },
      'override',
    ),
    change(
      'POST',
      '/kill',
      'Kill-switch: off for everybody at once',
      (flag, body, ctx) => {
        const { kill_reason: reason, ...rest } = validated(killBody, body);
        return () => control.kill(ctx, { ...rest, flag, reason });
      },
      'kill',
    ),
    change(
      'POST',
      '/rollback',
      'Back to the settings before the last change',
      (flag, body, ctx) => {
        const { rollback_reason: reason, ...rest } = validated(rollbackBody, body);
        return () => control.rollback(ctx, { ...rest, flag, reason });
      },
      'rollback',
    ),
    change(
      'DELETE',
      '',
      'Remove the flag’s document (super-admins)',
      (flag, body, ctx) => {
        const { delete_reason: reason, ...rest } = validated(deleteBody, body);
        return () => control.remove(ctx, { ...rest, flag, reason });
      },
      'delete',
    ),
  ];

  async function one(ctx: Context, { params }: RouteRequest): Promise<RouteResponse> {
    const key = featureFlagKey(params.name ?? '');
    const { flags, overrides } = await service.documents();
    const config = flags.get(key);
    if (!config) throw new OperationError('not-found', `there is no flag "${key}"`);
    const effective = evaluate(await service.flags(), key, flagContextOf(ctx));
    const forOperator = isOperator(ctx);
    const flag = viewOf(config, overrides, forOperator);
    return {
      status: 200,
      body: { flag, effective, ...(forOperator && { activity: activity.of(key), at: ctx.clock.now() }) },
    };
  }
}

/** Reads the body, then gives what is to be done: two steps, so that each refusal is audited once. */
type ChangeHandler = (flag: string, body: unknown, ctx: Context) => () => Promise<ChangeResult>;

const answer = ({ changed, flag, acknowledgedAt }: ChangeResult): RouteResponse => ({
  status: 200,
  body: { changed, flag: viewOf(flag, [], true), acknowledged_at: acknowledgedAt },
});

function pageSize(query: RouteRequest['query']): number {
  const size = query.limit === undefined ? HISTORY_PAGE : Number(query.limit);
  if (Number.isInteger(size) && size >= 1 && size <= 200) return size;
  throw new OperationError('invalid-argument', 'limit: give a whole number from 1 to 200', { field: 'limit' });
}
