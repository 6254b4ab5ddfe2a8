import { requireAccess } from '../../operations/access.ts';
import type { Context, MetricValue } from '../../operations/index.ts';
import { validated } from '../../operations/validate.ts';
import type { FlagConfig } from '../model.ts';
import { type FeatureFlagKey, featureFlagKey } from '../registry/index.ts';
import type { FlagService } from '../service/flag-service.ts';
import { create, kill, onVersion, override, remove, rollback, update } from './actions.ts';
import type { FlagAction } from './audit.ts';
import { type Change, commitChange } from './commit.ts';
import { requireConfirmation } from './confirm.ts';
import type { Rejections } from './rejections.ts';
import { overrideRequest, type Request, reasonGiven, settingsPatch } from './requests.ts';

/** What an accepted change answers. */
export interface ChangeResult {
  /** False where the flag was already as asked: no version, no audit entry. */
  readonly changed: boolean;
  readonly flag: FlagConfig;
  /** Unix milliseconds of the backend's clock, after the change took effect in its process: propagation is measured from here. */
  readonly acknowledgedAt: number;
}

type Plan = (key: FeatureFlagKey) => Change['decide'];

/** Change control: the only way in which flags change. Every refusal is audited, and changes nothing. */
export class FlagControl {
  readonly #service: FlagService;
  readonly #rejections: Rejections;
  readonly #changes = new Map<string, { readonly key: string; readonly action: string; value: number }>();

  constructor(service: FlagService, rejections: Rejections) {
    this.#service = service;
    this.#rejections = rejections;
  }

  /** Changes settings. Needs the version that the caller looked at. */
  update(ctx: Context, request: Request & { readonly patch: unknown }): Promise<ChangeResult> {
    return this.#change(ctx, 'update', request, () =>
      onVersion(request.version, true, update(validated(settingsPatch, request.patch))),
    );
  }

  /** Off for everybody, whatever else is set. */
  kill(ctx: Context, request: Request): Promise<ChangeResult> {
    return this.#change(ctx, 'kill', request, () => onVersion(request.version, false, kill));
  }

  rollback(ctx: Context, request: Request): Promise<ChangeResult> {
    return this.#change(ctx, 'rollback', request, () => onVersion(request.version, false, rollback));
  }

  /** Sets or (with state null) removes a tenant's override. Needs the version of the flag that the caller looked at. */
  override(ctx: Context, request: Request & { readonly override: unknown }): Promise<ChangeResult> {
    const isRemoval = (request.override as { state?: unknown } | null)?.state === null;
    return this.#change(ctx, isRemoval ? 'remove-override' : 'override', request, () =>
      onVersion(request.version, true, override(validated(overrideRequest(ctx.clock.now()), request.override))),
    );
  }

  /** Super-admins only. */
  remove(ctx: Context, request: Request): Promise<ChangeResult> {
    return this.#change(ctx, 'delete', request, () => {
      requireAccess('superAdmin', ctx.caller);
      return onVersion(request.version, true, remove);
    });
  }

  /** Writes a document for a flag that has none. */
  create(ctx: Context, request: Request): Promise<ChangeResult> {
    return this.#change(ctx, 'create', request, () => create);
  }

  /** `feature_flag_changes_total{key,action}` of this process. */
  changes(): MetricValue[] {
    return [...this.#changes.values()].map(({ key, action, value }) => ({ labels: { key, action }, value }));
  }

  #change(ctx: Context, action: FlagAction, request: Request, plan: Plan): Promise<ChangeResult> {
    const { flag, reason, confirm } = request;
    return this.#rejections.audited(ctx, { flag, action, asked: request }, async () => {
      requireAccess('admin', ctx.caller);
      const key = featureFlagKey(flag);
      const { reason: why } = validated(reasonGiven, { reason });
      const decide = plan(key);
      if (action !== 'create') requireConfirmation(key, confirm);
      const { changed, flag: after, version, writes } = await commitChange(ctx, { key, action, reason: why, decide });
      if (changed) {
        this.#service.apply(key, version, writes);
        this.#count(key, action);
      }
      return { changed, flag: after, acknowledgedAt: ctx.clock.now() };
    });
  }

  #count(key: string, action: FlagAction): void {
    const id = `${key} ${action}`;
    const counter = this.#changes.get(id) ?? { key, action, value: 0 };
    this.#changes.set(id, counter);
    counter.value++;
  }
}
